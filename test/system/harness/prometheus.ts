import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {program} from '../../support/program.js';
import {until} from '../../support/until.js';
import {start} from './running.js';

const ksmCollectors = [
  '--collector.disable-defaults',
  '--collector.ksmd',
  '--collector.textfile',
  '--collector.textfile.directory=DIRECTORY',
];

/** node_exporter with its textfile collector and its own KSM collector. */
export type NodeExporter = AsyncDisposable & {
  /** Host and port. */
  address: string;
  /** Where the textfile collector reads files that end in `.prom`. */
  textfiles: string;
  /** What it exposes now. */
  metrics(): Promise<string>;
};

/** @param options What to collect, with the directory of the textfiles as `DIRECTORY`. */
export const startNodeExporter = async (
  options: readonly string[] = ksmCollectors,
): Promise<NodeExporter> => {
  const directory = await mkdtemp(join(tmpdir(), 'ksmtop-textfiles-'));
  const address = await freeAddress();
  const exporter = await start(
    program(
      'prometheus-node-exporter',
      `--web.listen-address=${address}`,
      ...options.map((option) => option.replace('DIRECTORY', directory)),
    ),
  );
  const metrics = async () => (await fetch(`http://${address}/metrics`)).text();
  await until('node_exporter answers', metrics);
  return {
    address,
    textfiles: directory,
    metrics,
    async [Symbol.asyncDispose]() {
      await exporter.stop();
      await rm(directory, {recursive: true});
    },
  };
};

export type PromSeries = {labels: Readonly<Record<string, string>>; value: string};

/** A Prometheus that scrapes one target four times a second, unless its configuration says else. */
export type Prometheus = AsyncDisposable & {
  /** Host and port. */
  address: string;
  /** Asks over HTTP; the newest value of each series. */
  query(expression: string): Promise<PromSeries[]>;
};

export const startPrometheus = async (
  target: string,
  configuration = JSON.stringify({
    global: {scrape_interval: '250ms', scrape_timeout: '250ms'},
    scrape_configs: [{job_name: 'test', static_configs: [{targets: [target]}]}],
  }),
): Promise<Prometheus> => {
  const directory = await mkdtemp(join(tmpdir(), 'ksmtop-prometheus-'));
  const address = await freeAddress();
  const config = join(directory, 'prometheus.yml');
  await writeFile(config, configuration);
  const server = await start(
    program(
      'prometheus',
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=warn',
    ),
  );
  const get = async (path: string) => {
    const response = await fetch(`http://${address}${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${server.output()}`);
    return response;
  };
  await until('Prometheus is ready', async () => (await get('/-/ready')).ok);
  return {
    address,
    async query(expression) {
      const response = await get(`/api/v1/query?query=${encodeURIComponent(expression)}`);
      const {data} = (await response.json()) as {
        data: {result: {metric: Record<string, string>; value: [number, string]}[]};
      };
      return data.result.map(({metric, value}) => ({labels: metric, value: value[1]}));
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(directory, {recursive: true});
    },
  };
};

const freeAddress = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      server.close(() => resolve(`127.0.0.1:${port}`));
    });
  });
