/** A language in which the examples are written. */
export interface Language {
  readonly name: string;

  /** The file of an example's app in this language, in the folder of the example. */
  appFile(example: string): string;

  /**
   * The program that the README of the built package shows.
   *
   * @param scratch a folder that is removed at the end
   */
  readmeProgram(scratch: string): Promise<string>;

  /**
   * Installs the freshly built package into a scratch folder, for the apps there.
   *
   * @param folder holds a copy of each example, and is removed at the end
   * @param examples the names of the examples
   */
  install(folder: string, examples: readonly string[]): Promise<void>;

  /** Runs an app there, with these environment variables. */
  run(folder: string, example: string, env: NodeJS.ProcessEnv): Promise<void>;

  /**
   * Installs what the files of a project ask for, the freshly built package among it, as its page of Getting started says.
   *
   * @param folder holds the files of the project, and nothing else
   * @returns environment variables that the project's app needs
   */
  installProject(folder: string): Promise<NodeJS.ProcessEnv>;
}
