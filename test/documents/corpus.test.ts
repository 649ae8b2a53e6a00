import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Component, ComponentDocument, Platform, Workflow, WorkflowDocument, WorkflowType } from '../../src';

/** A document of the corpus: of a component for a platform, or of a workflow of a type. */
interface Entry {
  readonly kind: string;
  readonly header: string[];
  readonly text: string;
}

const TYPES: string[] = Object.values(WorkflowType);

function entriesOf(file: string): Entry[] {
  const texts = readFileSync(path.join(__dirname, 'corpus', file), 'utf8').split(/^=== /m).slice(1);
  return texts.map((entry) => {
    const [header, ...lines] = entry.split('\n');
    const [kind, ...rest] = header.split(' | ');
    return { kind, header: rest, text: lines.join('\n') };
  });
}

function synthesize({ kind, text }: Entry): Stack {
  const stack = new Stack(new App(), 'Stack');
  if (TYPES.includes(kind)) {
    new Workflow(stack, 'Workflow', { workflowType: kind as WorkflowType, document: WorkflowDocument.fromInline(text) });
  } else {
    new Component(stack, 'Component', { platform: kind as Platform, document: ComponentDocument.fromInline(text) });
  }
  return stack;
}

describe('real shapes of documents', () => {
  const passing = entriesOf('passing.txt');
  const refused = entriesOf('refused.txt');

  test('number at least 60 of each kind', () => {
    expect(passing.length).toBeGreaterThanOrEqual(60);
    expect(refused.length).toBeGreaterThanOrEqual(60);
  });

  test.each(passing.map((entry): [string, Entry] => [`${entry.kind}: ${entry.header[0]}`, entry]))('pass without an error or a warning › %s', (_, entry) => {
    Annotations.fromStack(synthesize(entry)).hasNoWarning('*', Match.anyValue());
  });

  test.each(refused.map((entry): [string, Entry] => [`${entry.kind}: ${entry.header[1]}`, entry]))('are refused with the line and the remedy › %s', (_, entry) => {
    const [line, remedy] = entry.header;
    let message = '';
    try {
      synthesize(entry);
    } catch (error) {
      message = (error as Error).message;
    }
    const told = message.split('\n').filter((problem) => problem.startsWith(`  - line ${line}`) && problem.includes(remedy));
    expect({ told, message }).toMatchObject({ told: [expect.stringMatching(new RegExp(`^  - line ${line}[,:]`))] });
  });
});
