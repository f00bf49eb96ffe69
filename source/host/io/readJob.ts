import {closeSync, readlinkSync} from 'node:fs';
import type {Answers, Work} from '../child/job.js';
import {createFileBuffer} from './fileBuffer.js';
import {holdSocketInside, listInside, openInside} from './insideRoot.js';
import {createKeptFiles} from './keptFiles.js';
import {errnoOf} from './reader.js';
import {marks, type ReadTask, type WireAsk} from './readProtocol.js';

/** A socket is held for as long as it takes to connect to it. */
const mostSockets = 8;

/** Reads files that may hang, one after another, in a child. */
export function createReadJob(answers: Answers): Work {
  const files = createKeptFiles();
  const sockets: number[] = [];
  const buffer = createFileBuffer();

  function readFile(ask: WireAsk): Buffer {
    if (ask.root !== undefined) {
      const descriptor = openInside(ask.root, ask.path, ask.ownedBy);
      try {
        return buffer.read(descriptor, ask, false);
      } finally {
        closeSync(descriptor);
      }
    }
    const file = files.open(ask.path, ask.often ?? false);
    try {
      return buffer.read(file.descriptor, ask, file.kept);
    } catch (error) {
      files.forget(ask.path);
      throw error;
    } finally {
      files.release(file);
    }
  }

  /** The path of a descriptor: whatever is put in the socket's place, it leads to this one. */
  function holdSocket({root = '/', path, ownedBy}: WireAsk): Buffer {
    const socket = holdSocketInside(root, path, ownedBy);
    sockets.push(socket);
    if (sockets.length > mostSockets) closeSync(sockets.shift() as number);
    return Buffer.from(`/proc/${process.pid}/fd/${socket}`);
  }

  function contentOf(ask: WireAsk): Uint8Array {
    if (ask.kind === 'link') return readlinkSync(ask.path, 'buffer');
    if (ask.kind === 'list') return Buffer.from(listInside(ask.root ?? '/', ask.path).join('\0'));
    if (ask.kind === 'socket') return holdSocket(ask);
    return readFile(ask);
  }

  function answer(ask: WireAsk): void {
    let content: Uint8Array;
    try {
      content = contentOf(ask);
    } catch (error) {
      answers.send(marks.refusal, Buffer.from(errnoOf(error)));
      return;
    }
    answers.send(marks.content, content);
  }

  return (mark, content) => {
    if (mark === marks.forget) {
      for (const path of content.toString().split('\0')) files.forget(path);
      return;
    }
    const {asks, careful} = JSON.parse(content.toString()) as ReadTask;
    for (const ask of asks) {
      answer(ask);
      if (careful) answers.flush();
    }
  };
}
