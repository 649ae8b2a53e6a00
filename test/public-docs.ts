import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

const SRC = path.join(__dirname, '..', 'src');

/** The doc comment of a public type, or of a member of one. */
export interface PublicDoc {
  /** The type, or the type and the member, such as `GoldenImage.addOutputs`. */
  readonly name: string;

  /** Its doc comment as it is written; empty if there is none. */
  readonly text: string;

  readonly examples: string[];

  /** Parameters that a caller may leave out, of which no `@param` says what then happens. */
  readonly silentParameters: string[];

  /** Whether the type is a construct. */
  readonly isConstruct: boolean;
}

/** Each type that the package exports, and each of their members, as jsii and an editor see them. */
export function publicDocs(): PublicDoc[] {
  return exportedFiles(path.join(SRC, 'index.ts')).flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    return source.statements.filter(isExportedType).flatMap((type) => [
      docOf(type, type.name!.text),
      ...type.members.filter(isPublic).map((member) => docOf(member, `${type.name!.text}.${member.name?.getText() ?? 'constructor'}`)),
    ]);
  });
}

function exportedFiles(index: string): string[] {
  return [...readFileSync(index, 'utf8').matchAll(/from '(.+)'/g)].flatMap(([, module]) => {
    const file = path.join(path.dirname(index), `${module}.ts`);
    return existsSync(file) ? [file] : exportedFiles(path.join(path.dirname(index), module, 'index.ts'));
  });
}

type Type = ts.ClassDeclaration | ts.InterfaceDeclaration | ts.EnumDeclaration;
type Member = ts.ClassElement | ts.TypeElement | ts.EnumMember;

function isExportedType(node: ts.Node): node is Type {
  const isType = ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node);
  return isType && hasModifier(node, ts.SyntaxKind.ExportKeyword);
}

function isPublic(member: Member): boolean {
  return !hasModifier(member, ts.SyntaxKind.PrivateKeyword)
    && !ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
}

function hasModifier(node: ts.Node, kind: ts.ModifierSyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind);
}

function docOf(node: Type | Member, name: string): PublicDoc {
  const examples = ts.getJSDocTags(node).filter(({ tagName }) => tagName.text === 'example').map((tag) => codeOf(tag));
  return {
    name,
    text: ts.getJSDocCommentsAndTags(node).map((comment) => comment.getText()).join('\n'),
    examples,
    silentParameters: ts.isFunctionLike(node) ? node.parameters.filter(isSilent).map((parameter) => parameter.name.getText()) : [],
    isConstruct: ts.isClassDeclaration(node) && node.members.some(isConstructorInScope),
  };
}

function isConstructorInScope(member: Member): boolean {
  return ts.isConstructorDeclaration(member) && isPublic(member) && member.parameters[0]?.name.getText() === 'scope';
}

/** The properties of a structure have docs of their own. */
function isSilent(parameter: ts.ParameterDeclaration): boolean {
  const mayBeLeftOut = parameter.questionToken !== undefined || parameter.initializer !== undefined;
  const isStructure = /(?:Options|Props)$/.test(parameter.type?.getText() ?? '');
  return mayBeLeftOut && !isStructure && ts.getJSDocParameterTags(parameter).length === 0;
}

/** TypeScript would read `@` and braces in it; jsii takes it as it stands. */
function codeOf(tag: ts.JSDocTag): string {
  return tag.getText().replace(/^@example\s*/, '').replace(/^ *\* ?/gm, '').trim();
}
