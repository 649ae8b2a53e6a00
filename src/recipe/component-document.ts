import { readFileSync } from 'node:fs';
import { Stack, Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { Platform } from './platform';
import { documentProblems } from './private/document-rules';
import { RenderedComponentDocument } from './private/rendered-document';
import { holdsToken } from '../private/holds-token';
import { parsedJson } from '../private/parsed-json';
import { checkText } from '../private/text-rules';
import { ValidationError } from '../private/validation-error';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html';

/**
 * The document of a component: what is done to an image, as phases and steps.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
 */
export abstract class ComponentDocument {
  /**
   * A document from its text in YAML or JSON, of 1 to 16,000 characters. A text in JSON is checked as
   * {@link ComponentDocument.fromObject} checks its document; of a text in YAML only the length is.
   */
  public static fromInline(text: string): ComponentDocument {
    return new InlineDocument(text);
  }

  /**
   * A document from its structure. Synthesis refuses it, with the path of the offending step, if it breaks the
   * schema or names an action module that the component's platform does not have. It may hold tokens.
   *
   * @param document The document, as `{ schemaVersion: '1.0', phases: [...] }`.
   */
  public static fromObject(document: { [key: string]: any }): ComponentDocument {
    return new ObjectDocument(document);
  }

  /** A document from a file in YAML or JSON, which becomes part of the template; see {@link ComponentDocument.fromInline}. */
  public static fromFile(path: string): ComponentDocument {
    return new InlineDocument(readFileSync(path, 'utf8'));
  }

  /**
   * A document from a file in YAML or JSON that is uploaded with the app, for more than 16,000 characters; the service
   * takes at most 64 KB. Not checked.
   */
  public static fromAsset(path: string): ComponentDocument {
    return new AssetDocument(path);
  }

  /**
   * A document from an object in S3. Not checked; and since a change of the object is not seen, give changed content
   * another key.
   */
  public static fromBucket(bucket: s3.IBucket, key: string): ComponentDocument {
    return new BucketDocument(bucket, key);
  }

  protected constructor() {}

  /**
   * Checks the document and renders it.
   *
   * @internal
   */
  public abstract _render(scope: Construct, platform: Platform): RenderedComponentDocument;
}

class InlineDocument extends ComponentDocument {
  constructor(private readonly text: string) {
    super();
  }

  public _render(scope: Construct, platform: Platform): RenderedComponentDocument {
    checkLength(scope, this.text);
    const json = Token.isUnresolved(this.text) ? undefined : parsedJson(this.text);
    if (json !== undefined) checkStructure(scope, json, platform);
    return { data: this.text };
  }
}

class ObjectDocument extends ComponentDocument {
  constructor(private readonly document: object) {
    super();
  }

  public _render(scope: Construct, platform: Platform): RenderedComponentDocument {
    checkStructure(scope, this.document, platform);
    // JSON is YAML, and CDK knows how to write JSON around tokens.
    if (holdsToken(this.document)) return { data: Stack.of(scope).toJsonString(this.document) };
    const data = JSON.stringify(this.document);
    checkLength(scope, data);
    return { data };
  }
}

class AssetDocument extends ComponentDocument {
  constructor(private readonly path: string) {
    super();
  }

  public _render(scope: Construct): RenderedComponentDocument {
    return { uri: new assets.Asset(scope, 'Document', { path: this.path }).s3ObjectUrl };
  }
}

class BucketDocument extends ComponentDocument {
  constructor(private readonly bucket: s3.IBucket, private readonly key: string) {
    super();
  }

  public _render(): RenderedComponentDocument {
    return { uri: this.bucket.s3UrlForObject(this.key) };
  }
}

function checkLength(scope: Construct, text: string): void {
  checkText(scope, text, {
    what: 'the component document',
    maxLength: 16000,
    see: 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html',
  });
}

function checkStructure(scope: Construct, document: unknown, platform: Platform): void {
  const problems = documentProblems(document, platform);
  if (problems.length > 0) {
    throw new ValidationError(scope, `The component document breaks the schema:\n${problems.map(problem => `  - ${problem}`).join('\n')}\nSee ${SEE}`);
  }
}
