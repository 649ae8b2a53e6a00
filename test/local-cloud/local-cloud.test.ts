import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { AddressInfo, createServer, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, eventually, processesOfGroup } from './processes';
import { startLocalCloud } from '../../local-cloud';
import { LocalCloudError } from '../../local-cloud/local-cloud-error';

jest.setTimeout(60_000);

const PROJECT = join(__dirname, '..', '..');

describe('startLocalCloud', () => {
  test('both parts answer on loopback, and nothing is left after stop', async () => {
    const cloud = await startLocalCloud();
    const [group] = cloud.processIds;

    expect(cloud.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(cloud.imageBuilder.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await answers(cloud.endpoint)).toBe(true);
    expect(await answers(cloud.imageBuilder.url)).toBe(true);
    expect(processesOfGroup(group)).not.toEqual([]);

    await cloud.stop();
    expect(processesOfGroup(group)).toEqual([]);
    expect(await answers(cloud.endpoint)).toBe(false);
    expect(await answers(cloud.imageBuilder.url)).toBe(false);
  });

  test('listens on the ports that are asked for', async () => {
    const [port, imageBuilderPort] = [await freePort(), await freePort()];
    const cloud = await startLocalCloud({ port, imageBuilderPort });
    try {
      expect(cloud.endpoint).toBe(`http://127.0.0.1:${port}`);
      expect(cloud.imageBuilder.url).toBe(`http://127.0.0.1:${imageBuilderPort}`);
    } finally {
      await cloud.stop();
    }
  });

  test.each([
    ['port', '--port'],
    ['imageBuilderPort', '--image-builder-port'],
  ])('a taken %s is one line that names it and says what to do', async (property, option) => {
    const { server, port } = await listen();
    try {
      const error = await startLocalCloud({ [property]: port }).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(LocalCloudError);
      expect(error.message).toMatch(new RegExp(`^Port ${port}, .*is taken: stop .*choose another port with ${option}\\.$`));
    } finally {
      server.close();
    }
  });

  test('a missing Python environment is one line that says what to do, and the ports are free again', async () => {
    const imageBuilderPort = await freePort();
    const error = await startLocalCloud({ imageBuilderPort, python: '/no/such/python' }).catch((thrown) => thrown);

    expect(error).toBeInstanceOf(LocalCloudError);
    expect(error.message).toMatch(/^The local cloud needs the Python environment \/no\/such\/python: run "npm run local-cloud:install"[^\n]*$/);
    expect(await answers(`http://127.0.0.1:${imageBuilderPort}`)).toBe(false);
  });

  test('a Python that ends at once is one line that says so', async () => {
    const error = await startLocalCloud({ python: '/bin/false' }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(LocalCloudError);
    expect(error.message).toMatch(/^MiniStack ended before it answered: [^\n]*$/);
  });
});

describe('the command that starts the local cloud', () => {
  let folder: string;
  let command: ChildProcess;
  let output: string;
  let exit: Promise<number | NodeJS.Signals | null>;

  const start = (...args: string[]) => {
    output = '';
    command = spawn(process.execPath, ['--import', 'tsx', 'local-cloud/start.ts', ...args], {
      cwd: PROJECT,
      env: { ...process.env, TMPDIR: folder },
    });
    command.stdout!.on('data', (text) => (output += text));
    command.stderr!.on('data', (text) => (output += text));
    exit = new Promise((resolve) => command.once('close', (code, signal) => resolve(code ?? signal)));
  };
  const started = async () => eventually('the local cloud has started', () => output.includes('Ctrl-C stops both.'));
  const addresses = () => output.match(/http:\/\/127\.0\.0\.1:\d+/g)!.slice(0, 2);
  const temporaryFolders = () => readdirSync(folder).filter((name) => name.startsWith('local-cloud-'));
  const nothingIsLeft = async () => {
    for (const address of addresses()) {
      await eventually(`nothing answers on ${address}`, async () => !await answers(address));
    }
    await eventually('the temporary folders are gone', () => !temporaryFolders().length);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'local-cloud-test-'));
  });
  afterEach(() => {
    command.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  test('prints the addresses and what a shell needs', async () => {
    start();
    await started();
    const [endpoint, imageBuilder] = addresses();
    expect(output).toContain(`export AWS_ENDPOINT_URL=${endpoint}\n`);
    expect(output).toContain(`export AWS_ENDPOINT_URL_IMAGEBUILDER=${imageBuilder}\n`);
    expect(output).toContain('export AWS_ACCESS_KEY_ID=test\n');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s stops everything', async (signal, code) => {
    start();
    await started();
    command.kill(signal);
    expect(await exit).toBe(code);
    await nothingIsLeft();
  });

  test('MiniStack ends and cleans up even when the command is killed', async () => {
    start();
    await started();
    const [endpoint] = addresses();
    command.kill('SIGKILL');
    expect(await exit).toBe('SIGKILL');
    await eventually('MiniStack has ended', async () => !await answers(endpoint));
    await eventually('its folder is gone', () => !temporaryFolders().length);
  });

  test('a taken port is one line', async () => {
    const { server, port } = await listen();
    try {
      start('--port', String(port));
      expect(await exit).toBe(1);
      expect(output.trim()).toMatch(new RegExp(`^Port ${port}, [^\n]*$`));
    } finally {
      server.close();
    }
  });

  test.each([
    [['--port', '99999'], '--port takes a whole number from 1 to 65535, not "99999".'],
    [['--speed', 'fast'], '--speed takes a whole number from 1 to 1000000, not "fast".'],
    [['--nonsense'], 'Usage: tsx local-cloud/start.ts'],
  ])('%j is refused in one line', async (args, message) => {
    start(...args);
    expect(await exit).toBe(1);
    expect(output.trim()).toContain(message);
    expect(output.trim()).not.toContain('\n');
  });
});

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

async function freePort(): Promise<number> {
  const { server, port } = await listen();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
