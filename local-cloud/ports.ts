import { AddressInfo, createServer } from 'node:net';
import { LocalCloudError } from './local-cloud-error';

/** The given port if nothing listens on it, or a free one, on the loopback interface. */
export async function claimPort(purpose: string, option: string, port?: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE'
        ? new LocalCloudError(`Port ${port}, wanted for ${purpose}, is taken: stop the program that listens on it, or choose another port with ${option}.`)
        : new LocalCloudError(`Port ${port}, wanted for ${purpose}, cannot be used (${error.code}): choose another port with ${option}.`));
    });
    server.listen(port ?? 0, '127.0.0.1', () => {
      const { port: claimed } = server.address() as AddressInfo;
      server.close(() => resolve(claimed));
    });
  });
}
