export const handler = async (): Promise<void> => { throw new Error('placeholder while the runtime is being written'); };
