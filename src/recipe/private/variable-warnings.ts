import { Fields, isMap, StructureCheck } from '../../private/checks/structure-check';
import { DocumentWarning } from '../../private/documents/check-document';

const VARIABLE = /\{\{\s*([A-Za-z0-9_-]+)(?:\.(index|value))?\s*\}\}/g;

/**
 * Finds references to variables and loops that are likely mistakes: AWSTOE leaves unknown names unchanged, since other
 * templates, such as Docker's, use the same braces.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html
 */
export function variableWarnings(document: Fields): DocumentWarning[] {
  return new VariableCheck(document).check();
}

class VariableCheck extends StructureCheck {
  private readonly warnings: DocumentWarning[] = [];
  private readonly declared: string[];
  private readonly loops: Set<unknown>;

  public constructor(private readonly document: Fields) {
    super();
    this.declared = [document.parameters, document.constants].flatMap((list) => Array.isArray(list) ? list.filter(isMap).flatMap(Object.keys) : []);
    this.loops = new Set(mapsIn(document.phases).flatMap((phase) => mapsIn(phase.steps)).map(({ loop }) => isMap(loop) ? loop.name : undefined));
  }

  public check(): DocumentWarning[] {
    this.eachOf('phases', this.document.phases, (path, phase) => isMap(phase) && this.eachOf(`${path}.steps`, phase.steps, (stepPath, step) => {
      if (!isMap(step)) return;
      const loops = isMap(step.loop) ? ['loop', step.loop.name] : [];
      for (const part of ['inputs', 'loop', 'if']) this.texts(`${stepPath}.${part}`, step[part], loops);
    }));
    return this.warnings;
  }

  private texts(path: string, value: unknown, loops: unknown[]): void {
    if (typeof value === 'string') {
      for (const [text, name, field] of value.matchAll(VARIABLE)) this.reference(path, text, name, field, loops);
    } else if (Array.isArray(value)) {
      value.forEach((entry, index) => this.texts(`${path}[${index}]`, entry, loops));
    } else if (isMap(value)) {
      for (const [key, entry] of Object.entries(value)) this.texts(`${path}.${key}`, entry, loops);
    }
  }

  private reference(path: string, text: string, name: string, field: string | undefined, loops: unknown[]): void {
    if (field !== undefined) {
      if ((name === 'loop' || this.loops.has(name)) && !loops.includes(name)) {
        this.warnings.push({ id: 'loopOutsideLoop', message: `'${text}' is in a step without that loop, which leaves it unchanged: give the step the loop, or a value of its own`, path });
      }
      return;
    }
    const meant = this.declared.includes(name) ? undefined : this.declared.find((other) => other.toLowerCase() === name.toLowerCase());
    if (meant) this.warnings.push({ id: 'variableCase', message: `'${text}' is not declared, but '${meant}' is, and upper and lower case count: write '{{ ${meant} }}'`, path });
  }
}

function mapsIn(list: unknown): Fields[] {
  return Array.isArray(list) ? list.filter(isMap) : [];
}
