import {environValue} from '../../kernel/process/environ.js';
import type {FollowedContainer} from '../containers/containerFacts.js';
import type {Reader} from '../io/reader.js';
import type {NameSource} from './nameSource.js';

/** The container's own hostname, unless it is that of the host or a localhost. */
export const hostname: NameSource = async ({process, identity, sinceMs}, tools) => {
  const {reader, hostFiles, procfs, share} = tools;
  const container: InsideContainer = {process, identity, reader};
  const own = await share('names of the host', sinceMs, async () => [
    firstLabel(await readOwnName(reader, procfs)),
    firstLabel(parseHostname(await hostFiles.read('/etc/hostname'))),
  ]);
  const isItsOwn = (name: string | undefined) =>
    name !== undefined && !/^localhost(?:\.|$)/.test(name) && !own?.includes(firstLabel(name));
  for (const find of [fromFile, fromNetworkSettings, fromEnvironment]) {
    const name = await find(container);
    if (isItsOwn(name)) return name;
  }
  return undefined;
};

/** The same, for a container that has only an id. */
export const hostnameOfNameless: NameSource = async (question, tools) =>
  /^[0-9a-f]{64}$/.test(question.key) ? hostname(question, tools) : undefined;

/** `/etc/hostname`: the first line that is not a comment, if it is a valid name. */
export function parseHostname(text: string | undefined): string | undefined {
  const line = text?.split('\n').find((entry) => /^\s*[^\s#]/.test(entry));
  return validName(line?.trim());
}

/** `/etc/sysconfig/network` of EL 6 and older: `HOSTNAME=…` among shell assignments. */
export function parseNetworkSettings(text: string | undefined): string | undefined {
  return validName(/^\s*HOSTNAME=["']?([^"'\s]+)["']?\s*$/m.exec(text ?? '')?.[1]);
}

type InsideContainer = Pick<FollowedContainer, 'process' | 'identity'> & {reader: Reader};

async function fromFile(container: InsideContainer): Promise<string | undefined> {
  return parseHostname(await readInside(container, '/etc/hostname'));
}

async function fromNetworkSettings(container: InsideContainer): Promise<string | undefined> {
  return parseNetworkSettings(await readInside(container, '/etc/sysconfig/network'));
}

async function fromEnvironment({process, reader}: InsideContainer): Promise<string | undefined> {
  let name: string | undefined;
  await reader.read([
    {
      path: `${process.directory}/environ`,
      waitsFor: process.openLock,
      inPieces: true,
      limit: 1_048_576,
      take(bytes) {
        name = validName(environValue(bytes, 'HOSTNAME'));
      },
    },
  ]);
  return name;
}

async function readInside(
  {process, identity, reader}: InsideContainer,
  path: string,
): Promise<string | undefined> {
  let text: string | undefined;
  await reader.read([
    {
      root: `${process.directory}/root`,
      path,
      limit: 4096,
      waitsFor: {name: `root of ${identity.id}`, from: 'open'},
      take(bytes) {
        text = bytes.toString();
      },
    },
  ]);
  return text;
}

async function readOwnName(reader: Reader, procfs: string): Promise<string | undefined> {
  let name: string | undefined;
  await reader.read([
    {
      path: `${procfs}/sys/kernel/hostname`,
      take(bytes) {
        name = bytes.toString().trim();
      },
    },
  ]);
  return name;
}

function validName(text: string | undefined): string | undefined {
  return text !== undefined && /^[\w.-]{1,253}$/.test(text) ? text : undefined;
}

function firstLabel(name: string | undefined): string | undefined {
  return name?.split('.')[0];
}
