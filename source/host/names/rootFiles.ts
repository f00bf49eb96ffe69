import type {Reader} from '../io/reader.js';

/** Text files below one root directory. What cannot be read is absent, whatever the reason. */
export type RootFiles = {
  root: string;
  /** With `ownedBy`: see `ReadRequest`. */
  read(path: string, ownedBy?: number): Promise<string | undefined>;
  list(path: string): Promise<readonly string[]>;
};

/** Configuration of a container, or an index of many. */
const largestBytes = 4_194_304;

export function createRootFiles(reader: Reader, root: string): RootFiles {
  return {
    root,
    async read(path, ownedBy) {
      let text: string | undefined;
      await reader.read([
        {
          root,
          path,
          ...(ownedBy !== undefined && {ownedBy}),
          inPieces: true,
          limit: largestBytes,
          waitsFor: {name: `${root} ${fileSystem(path)}`, from: 'open'},
          take(bytes) {
            text = bytes.toString();
          },
        },
      ]);
      return text;
    },
    list: (path) => reader.list(path, root).catch(() => []),
  };
}

/** `/etc/pve`, `/var/lib`: what is below may be one file system that does not answer. */
function fileSystem(path: string): string {
  return path.split('/').slice(0, 3).join('/');
}
