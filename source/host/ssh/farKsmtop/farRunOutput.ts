import {TextDecoder} from 'node:util';

/** A map of a thousand containers has half a million pairs. */
const mostBytes = 67_108_864;
const mostErrorBytes = 1_048_576;
const errorsKept = 4000;

/** What a run has printed so far. */
export type FarRunOutput = {
  decoder: TextDecoder;
  texts: string[];
  bytes: number;
  /** The end of its standard error. */
  errors: string;
  errorBytes: number;
  /** It sent more than it may: why nothing more of it is read. */
  excess?: string;
};

export function createFarRunOutput(): FarRunOutput {
  return {decoder: new TextDecoder(), texts: [], bytes: 0, errors: '', errorBytes: 0};
}

/** Returns the text of it; absent: it is too much. */
export function addOutput(output: FarRunOutput, chunk: Buffer): string | undefined {
  output.bytes += chunk.length;
  if (output.bytes > mostBytes) {
    output.excess ??= `it sent more than ${mostBytes / 2 ** 20} MiB`;
    return undefined;
  }
  const text = output.decoder.decode(chunk, {stream: true});
  output.texts.push(text);
  return text;
}

/** Returns false if it is too much. */
export function addErrors(output: FarRunOutput, chunk: Buffer): boolean {
  output.errorBytes += chunk.length;
  output.errors = (output.errors + chunk.toString()).slice(-errorsKept);
  if (output.errorBytes <= mostErrorBytes) return true;
  output.excess ??= 'it sent more than 1 MiB of error messages';
  return false;
}
