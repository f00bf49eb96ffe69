import {connect, createServer, type Socket} from 'node:net';

/** A line between a client and a port of this machine that can be made to fail. */
export type BadLine = {
  port: number;
  /** Connections so far. */
  readonly count: number;
  /** From here on nothing comes through, in both directions. */
  stall(): void;
  /** What stalled comes through, and all else. */
  resume(): void;
  /** Ends all connections. */
  drop(): void;
  /** Sends something else to the client. */
  inject(bytes: Buffer): void;
  close(): void;
};

export const startBadLine = (to: number): Promise<BadLine> =>
  new Promise((resolve) => {
    const sockets = new Set<Socket>();
    const clients = new Set<Socket>();
    let count = 0;
    const server = createServer((client) => {
      count++;
      const upstream = connect(to, '127.0.0.1');
      clients.add(client);
      for (const [from, into] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(from);
        from.pipe(into);
        from.on('error', () => {});
        from.on('close', () => {
          sockets.delete(from);
          clients.delete(from);
          into.destroy();
        });
      }
    });
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' ? (address?.port ?? 0) : 0,
        get count() {
          return count;
        },
        stall() {
          for (const socket of sockets) socket.pause();
        },
        resume() {
          for (const socket of sockets) socket.resume();
        },
        drop() {
          for (const socket of sockets) socket.destroy();
        },
        inject(bytes) {
          for (const client of clients) client.write(bytes);
        },
        close() {
          for (const socket of sockets) socket.destroy();
          server.close();
        },
      });
    });
  });
