/**
 * Makes a compiled file load another file or package when it first uses it, as aws-cdk-lib does it: a pipeline without an
 * approval loads nothing of approvals, and a dependency that only one method needs waits for that method.
 */
import * as ts from 'typescript';

/** Modules of Node are loaded already, or in no time. */
const REQUIRE = /^(?:__importStar\()?require\("(?!node:)[^"]+"\)\)?$/;

const LAZY = 'const lazy = (load) => ({ get module() { const value = load(); Object.defineProperty(this, "module", { value }); return value; } });';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text of a compiled file with lazy requires. The lines keep their numbers. */
export function withLazyRequires(text: string): string {
  const file = ts.createSourceFile('compiled.js', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const identifiers = identifiersIn(file);
  const edits = file.statements.flatMap((statement) => {
    const declaration = requireIn(statement);
    if (!declaration) return [];
    const uses = identifiers.get(declaration.name.text)!.filter((identifier) => identifier !== declaration.name);
    if (!uses.every(isPlainUse)) return [];
    const load = declaration.initializer;
    return [
      { start: load.getStart(), end: load.end, text: `lazy(() => ${load.getText()})` },
      ...uses.map(({ end }) => ({ start: end, end, text: '.module' })),
    ];
  });
  if (edits.length === 0) return text;
  return edited(text, edits).replace('"use strict";', `"use strict"; ${LAZY}`);
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
