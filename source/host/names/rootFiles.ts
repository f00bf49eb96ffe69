import type {Reader} from '../io/reader.js';

/** Text files below a root directory. A file that cannot be read is absent, for whatever reason. */
export type RootFiles = {
  root: string;
  /** With `ownedBy`: see `ReadRequest`. */
  read(path: string, ownedBy?: number): Promise<string | undefined>;
  list(path: string): Promise<readonly string[]>;
};

/** For the configuration of a container, or an index of many. */
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

/** `/etc/pve`, `/var/lib`: a file system below may hang, and is one lock. */
function fileSystem(path: string): string {
  return path.split('/').slice(0, 3).join('/');
}
