/** A component of a pipeline. */
export interface PipelineComponent {
  readonly name: string;
  readonly commands: string[];
}

/** What each pipeline runs. */
export const COMPONENTS: readonly PipelineComponent[] = [
  { name: 'Update', commands: ['dnf --assumeyes upgrade'] },
  { name: 'Agent', commands: ['dnf --assumeyes install amazon-cloudwatch-agent', 'systemctl enable amazon-cloudwatch-agent'] },
  { name: 'Harden', commands: ['dnf --assumeyes install audit', 'systemctl enable auditd', 'chmod 0600 /etc/ssh/sshd_config'] },
];

/** The id of a component of a pipeline. */
export function componentId(name: string, pipeline: number): string {
  return `${name}${pipeline}`;
}
