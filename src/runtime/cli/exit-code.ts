/** How a command ended, for scripts. */
export const ExitCode = {
  /** It did what it was asked for, and the image, if it is about one, is available. */
  OK: 0,
  /** The build failed or was cancelled, or the image was deleted. */
  FAILED: 1,
  /** It could not run: an argument, the credentials, a permission, or there is no such image. */
  CANNOT_RUN: 2,
  /** The image was built, and is held back: its gate refused it, or a newer image is released. */
  HELD_BACK: 3,
  /** The build or its scan has not ended, so there is no result yet. */
  NOT_ENDED: 4,
  /** Somebody pressed Ctrl-C. */
  INTERRUPTED: 130,
} as const;

export type ExitCode = typeof ExitCode[keyof typeof ExitCode];
