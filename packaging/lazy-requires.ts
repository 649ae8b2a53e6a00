/**
 * Makes a compiled file load another file or package when it first uses it, as aws-cdk-lib does it: a pipeline without an
 * approval loads nothing of approvals, and a dependency that only one method needs waits for that method.
 */
import * as ts from 'typescript';

/** Modules of Node are loaded already, or in no time. */
const REQUIRE = /^(?:__importStar\()?(require\("(?!node:)[^"]+"\))\)?$/;

/** The members of a module are the same behind `__importStar`. */
const STAR = /\b__importStar\((require\("[^"]+"\))\)/g;

const HELPERS = ['__importStar', '__setModuleDefault', '__createBinding'];

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text of a compiled file with its requires where it uses them. The lines keep their numbers. */
export function withLazyRequires(text: string): string {
  return withoutUnusedHelpers(withRequiresInPlace(text));
}

function withRequiresInPlace(text: string): string {
  const file = parsed(text);
  const identifiers = identifiersIn(file);
  const edits = file.statements.flatMap((statement) => {
    const declaration = requireIn(statement);
    if (!declaration) return [];
    const uses = identifiers.get(declaration.name.text)!.filter((identifier) => identifier !== declaration.name);
    if (!uses.every(isPlainUse)) return [];
    const [, load] = REQUIRE.exec(declaration.initializer.getText())!;
    return [
      { start: statement.getStart(), end: statement.end, text: '' },
      ...uses.map((use) => ({ start: use.getStart(), end: use.end, text: `(${load})` })),
    ];
  });
  return edited(text, edits);
}

/** Leaves out what TypeScript writes into each file for the sake of `import * as`. */
function withoutUnusedHelpers(text: string): string {
  return HELPERS.reduce((result, helper) => {
    const file = parsed(result);
    const declaration = file.statements.find((statement) => statement.getText().startsWith(`var ${helper} = (this && this.${helper})`));
    if (!declaration || identifiersIn(file).get(helper)!.length > 1) return result;
    return edited(result, [{ start: declaration.getStart(), end: declaration.end, text: declaration.getText().replace(/./g, '') }]);
  }, text.replace(STAR, '$1'));
}

function parsed(text: string): ts.SourceFile {
  return ts.createSourceFile('compiled.js', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
}

interface Require extends ts.VariableDeclaration {
  readonly name: ts.Identifier;
  readonly initializer: ts.Expression;
}

function requireIn(statement: ts.Statement): Require | undefined {
  if (!ts.isVariableStatement(statement)) return undefined;
  const [declaration] = statement.declarationList.declarations;
  return ts.isIdentifier(declaration.name) && REQUIRE.test(declaration.initializer?.getText() ?? '') ? declaration as Require : undefined;
}

/** The identifiers of a file but for the names of members, by their text. */
function identifiersIn(file: ts.SourceFile): Map<string, ts.Identifier[]> {
  const found = new Map<string, ts.Identifier[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMemberName(node)) found.set(node.text, [...found.get(node.text) ?? [], node]);
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

function isMemberName(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)
    || ts.isPropertyDeclaration(parent) || ts.isAccessor(parent)) && parent.name === identifier;
}

/** Whether an identifier is read. A declaration of the same name, or `{ name }`, would need more than text behind it. */
function isPlainUse(identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  return !('name' in parent && parent.name === identifier) && !ts.isBindingElement(parent);
}

function edited(text: string, edits: readonly Edit[]): string {
  const fromTheEnd = [...edits].sort((a, b) => b.start - a.start);
  return fromTheEnd.reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}
