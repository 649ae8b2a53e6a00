/** What a component has for its document. */
export interface RenderedComponentDocument {
  readonly data?: string;
  readonly uri?: string;
  /** The structure, as far as the app knows it. */
  readonly document?: unknown;
}

/** What a container recipe has for its template. */
export interface RenderedDockerfileTemplate {
  readonly dockerfileTemplateData?: string;
  readonly dockerfileTemplateUri?: string;
}
