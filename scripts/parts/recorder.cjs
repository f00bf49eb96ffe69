// Stands before the loader of a program that is run to see what V8 makes of its parts.
{
  const {getBuiltinModule} = process;
  const {writeFileSync} = getBuiltinModule('node:fs');
  const vm = getBuiltinModule('node:vm');
  /** @type {Map<number, import('node:vm').Script>} */
  const scripts = new Map();
  vm.Script = class extends vm.Script {
    /** @param {string} text @param {{lineOffset: number}} options */
    constructor(text, options) {
      super(text, options);
      scripts.set(options.lineOffset, this);
    }
  };
  // V8 takes what it made under other flags for something else.
  getBuiltinModule('node:v8').setFlagsFromString = () => {};
  process.on('exit', () => {
    for (const [line, script] of scripts) {
      writeFileSync(`${__dirname}/${line}.made`, script.createCachedData());
    }
  });
}
