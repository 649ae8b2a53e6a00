import * as assets from 'aws-cdk-lib/aws-s3-assets';

/** What a component has for its document. */
export interface RenderedComponentDocument {
  readonly data?: string;
  readonly uri?: string;
  /** The structure, as far as the app knows it. */
  readonly document?: unknown;
  /** The files of the app that its steps read. */
  readonly assets?: readonly assets.Asset[];
}

/** What a container recipe has for its template. */
export interface RenderedDockerfileTemplate {
  readonly dockerfileTemplateData?: string;
  readonly dockerfileTemplateUri?: string;
}
