import { Annotations, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { RenderedDockerfileTemplate } from './private/rendered-document';
import { checkText } from '../private/text-rules';
import { ValidationError } from '../private/validation-error';

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
   */
  public static fromInline(template: string): DockerfileTemplate {
    return new InlineDockerfileTemplate(template);
  }

  protected constructor() {}

  /**
   * Checks the template and renders it.
   *
   * @internal
   */
  public abstract _render(scope: IConstruct, hasComponents: boolean): RenderedDockerfileTemplate;
}

class InlineDockerfileTemplate extends DockerfileTemplate {
  constructor(private readonly template: string) {
    super();
  }

  public _render(scope: IConstruct, hasComponents: boolean): RenderedDockerfileTemplate {
    checkText(scope, this.template, { what: 'the Dockerfile template', maxLength: 16000, see: SEE });
    if (!Token.isUnresolved(this.template)) this.checkVariables(scope, hasComponents);
    return { dockerfileTemplateData: this.template };
  }

  private checkVariables(scope: IConstruct, hasComponents: boolean): void {
    if (this.position('parentImage') < 0) {
      throw new ValidationError(scope, `The Dockerfile template must hold '{{{ imagebuilder:parentImage }}}', which stands for the recipe's base image (as in 'FROM {{{ imagebuilder:parentImage }}}'). See ${SEE}`);
    }
    const environments = this.position('environments');
    const components = this.position('components');
    if (hasComponents && environments < 0) {
      throw new ValidationError(scope, `The Dockerfile template must hold '{{{ imagebuilder:environments }}}', since the recipe has components. See ${SEE}`);
    }
    if (components >= 0 && environments > components) {
      throw new ValidationError(scope, `In the Dockerfile template, '{{{ imagebuilder:environments }}}' must stand before '{{{ imagebuilder:components }}}', which runs what it prepares. See ${SEE}`);
    }
    if (hasComponents && components < 0) {
      Annotations.of(scope).addWarningV2('cdk-image-builder:dockerfileTemplateRunsNoComponents', `The Dockerfile template does not hold '{{{ imagebuilder:components }}}', so no component of the recipe runs. See ${SEE}`);
    }
  }

  private position(variable: string): number {
    return this.template.search(new RegExp(`\\{\\{\\{\\s*imagebuilder:${variable}\\s*\\}\\}\\}`));
  }
}
