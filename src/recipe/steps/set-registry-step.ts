import { ComponentStep, ComponentStepProps } from './component-step';

/** The type of a value in the Windows registry. */
export enum RegistryValueType {
  /** Bytes. */
  BINARY = 'BINARY',

  /** A 32-bit number. */
  DWORD = 'DWORD',

  /** A 64-bit number. */
  QWORD = 'QWORD',

  /** A string. */
  SZ = 'SZ',

  /** A string with names of environment variables. */
  EXPAND_SZ = 'EXPAND_SZ',

  /** A list of strings. */
  MULTI_SZ = 'MULTI_SZ',
}

/** A value to set in the registry. */
export interface SetRegistryInput {
  /** The path of the key, such as `HKLM:\SOFTWARE\Example`. */
  readonly path: string;

  /** The name of the value. */
  readonly name: string;

  /** The value: a string, a number or a list of strings. */
  readonly value: any;

  /** The registry type of the value. */
  readonly valueType: RegistryValueType;
}

/** Properties of a step that sets values in the registry. */
export interface SetRegistryStepProps extends ComponentStepProps {
  /** The entries to process: at least one. */
  readonly inputs: SetRegistryInput[];
}

/**
 * Sets values in the registry. On Windows.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html#action-modules-setregistry
 */
export class SetRegistryStep extends ComponentStep {
  /** @param name The name of the step, unique in the phase. */
  public constructor(name: string, props: SetRegistryStepProps) {
    super(name, 'SetRegistry', props.inputs.map(({ valueType, ...input }) => ({ ...input, type: valueType })), props);
  }
}
