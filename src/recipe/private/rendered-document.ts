import * as assets from 'aws-cdk-lib/aws-s3-assets';

/** A document rendered for a component. */
export interface RenderedComponentDocument {
  readonly data?: string;
  readonly uri?: string;
  /** The structure, as far as the app knows it. */
  readonly document?: unknown;
  /** The files of the app that its steps read. */
  readonly assets?: readonly assets.Asset[];
}

/** A Dockerfile template rendered for a container recipe. */
export interface RenderedDockerfileTemplate {
  readonly dockerfileTemplateData?: string;
  readonly dockerfileTemplateUri?: string;
}
