import {closeSync, readlinkSync} from 'node:fs';
import type {Answers, Work} from '../child/job.js';
import {createFileReader} from './fileReader.js';
import {holdSocketInside, listInside, openInside} from './insideRoot.js';
import {errnoOf} from './reader.js';
import {marks, type ReadTask, type WireRequest} from './readProtocol.js';

/** A socket is held until others have taken its place: long enough to connect to it. */
const mostSockets = 8;

/** The work of a child: reads files that may hang, one after another. */
export function createReadJob(answers: Answers): Work {
  const files = createFileReader(true);
  const sockets: number[] = [];

  function readFile(request: WireRequest): Buffer {
    if (request.root !== undefined) {
      const descriptor = openInside(request.root, request.path, request.ownedBy);
      try {
        return files.readOpen(descriptor, request);
      } finally {
        closeSync(descriptor);
      }
    }
    return files.read(request);
  }

  /** The path of a descriptor: it leads to this socket even if another takes its place. */
  function holdSocket({root = '/', path, ownedBy}: WireRequest): Buffer {
    const socket = holdSocketInside(root, path, ownedBy);
    sockets.push(socket);
    if (sockets.length > mostSockets) closeSync(sockets.shift() as number);
    return Buffer.from(`/proc/${process.pid}/fd/${socket}`);
  }

  function contentOf(request: WireRequest): Uint8Array {
    if (request.kind === 'link') return readlinkSync(request.path, 'buffer');
    if (request.kind === 'list')
      return Buffer.from(listInside(request.root ?? '/', request.path).join('\0'));
    if (request.kind === 'socket') return holdSocket(request);
    return readFile(request);
  }

  function answer(request: WireRequest): void {
    let content: Uint8Array;
    try {
      content = contentOf(request);
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
    const {requests, flushEach} = JSON.parse(content.toString()) as ReadTask;
    for (const request of requests) {
      answer(request);
      if (flushEach) answers.flush();
    }
  };
}
