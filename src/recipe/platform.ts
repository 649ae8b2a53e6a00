/** The operating system that a component or an image is for. */
export enum Platform {
  LINUX = 'Linux',
  WINDOWS = 'Windows',
  MAC_OS = 'macOS',
}
