/** The operating system that a component or an image is for. */
export enum Platform {
  /** Linux. */
  LINUX = 'Linux',

  /** Windows. */
  WINDOWS = 'Windows',

  /** macOS. */
  MAC_OS = 'macOS',
}
