import { Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct, IConstruct } from 'constructs';
import { RenderedDockerfileTemplate } from './private/rendered-document';
import { checkText } from '../private/checks/text-rules';
import { ValidationError } from '../private/checks/validation-error';
import { warn } from '../private/checks/warnings';
import { readDocumentFile, readInlineFile } from '../private/documents/document-file';

const SEE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-container-recipes.html';

/**
 * The Dockerfile template of a container recipe.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-container-recipes.html
 */
export abstract class DockerfileTemplate {
  /** The template that only adds the recipe's components to its base image. */
  public static minimal(): DockerfileTemplate {
    return new InlineDockerfileTemplate([
      'FROM {{{ imagebuilder:parentImage }}}',
      '{{{ imagebuilder:environments }}}',
      '{{{ imagebuilder:components }}}',
    ].join('\n'));
  }

  /**
   * A template from its text, of 1 to 16,000 characters. It must hold `{{{ imagebuilder:parentImage }}}` and,
   * if the recipe has components, `{{{ imagebuilder:environments }}}` before `{{{ imagebuilder:components }}}`.
   *
   * @param template the Dockerfile, with the variables of Image Builder
   */
  public static fromInline(template: string): DockerfileTemplate {
    return new InlineDockerfileTemplate(template);
  }

  /**
   * A template from a file, which becomes part of the CloudFormation template; see `DockerfileTemplate.fromInline()`.
   *
   * @param path path of the file, relative to the directory in which the app runs
   */
  public static fromFile(path: string): DockerfileTemplate {
    return new InlineDockerfileTemplate(readInlineFile('The Dockerfile template', path));
  }

  /**
   * A template from a file that is uploaded with the app. Use it above 16,000 characters; the limit is 64 KB. Synthesis
   * checks it like an inline template. The principal that deploys needs read access to the asset bucket of the app; after
   * `cdk bootstrap`, the role of CloudFormation has it. The build needs no permission.
   *
   * @param path path of the file, relative to the directory in which the app runs
   */
  public static fromAsset(path: string): DockerfileTemplate {
    return new AssetDockerfileTemplate(path);
  }

  /**
   * A template from an object in S3, of at most 64 KB. Synthesis does not check it. Image Builder reads it once, when the
   * recipe is created, with the permissions of the principal that deploys. It does not notice a change of the object: give
   * changed content a new key.
   *
   * @param bucket the bucket of the object
   * @param key key of the object in the bucket
   */
  public static fromBucket(bucket: s3.IBucket, key: string): DockerfileTemplate {
    return new BucketDockerfileTemplate(bucket, key);
  }

  /** Whether the template is a file in S3, whose limit is higher than that of a template in the stack's. */
  public readonly dockerfileInS3: boolean = false;

  protected constructor() {}

  /**
   * Checks the template and renders it.
   *
   * @internal
   */
  public abstract _render(scope: Construct, hasComponents: boolean): RenderedDockerfileTemplate;
}

class InlineDockerfileTemplate extends DockerfileTemplate {
  public constructor(private readonly template: string) {
    super();
  }

  public _render(scope: Construct, hasComponents: boolean): RenderedDockerfileTemplate {
    checkText(scope, this.template, { what: 'the Dockerfile template', maxLength: 16000, see: SEE });
    checkVariables(scope, this.template, hasComponents);
    return { dockerfileTemplateData: this.template };
  }
}

class AssetDockerfileTemplate extends DockerfileTemplate {
  public readonly dockerfileInS3 = true;

  public constructor(private readonly path: string) {
    super();
  }

  public _render(scope: Construct, hasComponents: boolean): RenderedDockerfileTemplate {
    checkVariables(scope, readDocumentFile(scope, 'The Dockerfile template', this.path, SEE), hasComponents);
    return { dockerfileTemplateUri: new assets.Asset(scope, 'DockerfileTemplate', { path: this.path }).s3ObjectUrl };
  }
}

class BucketDockerfileTemplate extends DockerfileTemplate {
  public readonly dockerfileInS3 = true;

  public constructor(private readonly bucket: s3.IBucket, private readonly key: string) {
    super();
  }

  public _render(): RenderedDockerfileTemplate {
    return { dockerfileTemplateUri: this.bucket.s3UrlForObject(this.key) };
  }
}

/** Rejects a template without the variables that Image Builder requires; a token passes. */
function checkVariables(scope: IConstruct, template: string, hasComponents: boolean): void {
  if (Token.isUnresolved(template)) return;
  if (position(template, 'parentImage') < 0) {
    throw new ValidationError(scope, `The Dockerfile template must hold '{{{ imagebuilder:parentImage }}}', which stands for the recipe's base image (as in 'FROM {{{ imagebuilder:parentImage }}}'). See ${SEE}`);
  }
  const environments = position(template, 'environments');
  const components = position(template, 'components');
  if (hasComponents && environments < 0) {
    throw new ValidationError(scope, `The Dockerfile template must hold '{{{ imagebuilder:environments }}}', since the recipe has components: add it on a line of its own, or use DockerfileTemplate.minimal(). See ${SEE}`);
  }
  if (components >= 0 && environments > components) {
    throw new ValidationError(scope, `In the Dockerfile template, '{{{ imagebuilder:environments }}}' must stand before '{{{ imagebuilder:components }}}', which runs what it prepares. See ${SEE}`);
  }
  if (hasComponents && components < 0) {
    warn(scope, 'dockerfileTemplateRunsNoComponents', `The Dockerfile template does not hold '{{{ imagebuilder:components }}}', so no component of the recipe runs. See ${SEE}`);
  }
}

function position(template: string, variable: string): number {
  return template.search(new RegExp(`\\{\\{\\{\\s*imagebuilder:${variable}\\s*\\}\\}\\}`));
}
