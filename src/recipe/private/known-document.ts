import { Token } from 'aws-cdk-lib';
import { CfnComponent } from 'aws-cdk-lib/aws-imagebuilder';
import { isMap } from '../../private/checks/structure-check';
import { parsedJson } from '../../private/documents/parsed-json';
import { resourceOf } from '../../private/facts/resource-of';
import { ComponentConfiguration } from '../component-configuration';

type Component = ComponentConfiguration['component'];
type Entry = Record<string, unknown>;

/** The phases of a component's document; none where the document is not known, or is YAML. */
export function phasesOf(component: Component): Entry[] {
  const data = resourceOf(component, CfnComponent)?.data;
  return data === undefined || Token.isUnresolved(data) ? [] : mapsIn(parsedJson(data), 'phases');
}

/** The steps of a phase. */
export function stepsOf(phase: Entry): Entry[] {
  return mapsIn(phase, 'steps');
}

function mapsIn(holder: unknown, list: string): Entry[] {
  const entries = isMap(holder) ? holder[list] : undefined;
  return Array.isArray(entries) ? entries.filter(isMap) : [];
}
