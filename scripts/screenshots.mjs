import {registerHooks} from 'node:module';

// Node reads types by itself, but does not find a `.ts` file by the `.js` that an import names.
registerHooks({
  resolve(name, context, next) {
    try {
      return next(name, context);
    } catch (error) {
      if (!/^\..*\.js$/.test(name)) throw error;
      return next(name.replace(/js$/, 'ts'), context);
    }
  },
});

const {takePictures} = await import('./screenshots/pictures.mjs');
await takePictures();
