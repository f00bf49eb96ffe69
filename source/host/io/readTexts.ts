import type {Reader, ReadRequest} from './reader.js';

/** Reads small files as text, by key; files that cannot be read are absent. */
export async function readTexts<Key extends string>(
  reader: Reader,
  requests: Readonly<Record<Key, Omit<ReadRequest, 'take' | 'fail'>>>,
): Promise<Partial<Record<Key, string>>> {
  const texts: Partial<Record<Key, string>> = {};
  await reader.read(
    (Object.keys(requests) as Key[]).map((key) => ({
      ...requests[key],
      take(bytes) {
        texts[key] = bytes.toString();
      },
    })),
  );
  return texts;
}
