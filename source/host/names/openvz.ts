import {hostname} from './hostname.js';
import type {NameSource} from './nameSource.js';

/** The number of the container, which administrators type, with its name or else its address. */
export const openvz: NameSource = async (question, tools) => {
  const {key, files} = question;
  const name =
    parseVzName(await files.read(`/etc/vz/conf/${key}.conf`)) ??
    parseVzName(await files.read(`/vz/private/${key}/ve.conf`)) ??
    (await hostname(question, tools)) ??
    (await addressOf(question, tools));
  if (name === undefined) return undefined;
  return /^\d+$/.test(key) ? `${key} ${name}` : name;
};

/** In the settings of a container: `NAME="…"`, chosen by the administrator, or `HOSTNAME="…"`. */
export function parseVzName(text: string | undefined): string | undefined {
  const setting = (name: string) =>
    new RegExp(`^\\s*${name}=(["']?)([^"'\\n]+?)\\1\\s*$`, 'm').exec(text ?? '')?.[2];
  return setting('NAME') ?? setting('HOSTNAME');
}

/** `/proc/vz/veinfo`: `CTID class processes addresses…`; the first address by CTID. */
export function parseVeinfo(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [id, , , address] = line.trim().split(/\s+/);
      return id && address ? [[id, address] as const] : [];
    }),
  );
}

const addressOf: NameSource = async ({key, sinceMs}, {procfs, reader, share}) => {
  const addresses = await share('veinfo', sinceMs, async () => {
    let text = '';
    await reader.read([
      {
        path: `${procfs}/vz/veinfo`,
        inPieces: true,
        take(bytes) {
          text = bytes.toString('latin1');
        },
      },
    ]);
    return parseVeinfo(text);
  });
  return addresses?.get(key);
};
