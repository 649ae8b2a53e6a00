import { IGrantable } from 'aws-cdk-lib/aws-iam';

/** What a recipe builds. */
export type RecipeKind = 'AMI' | 'CONTAINER';

/** The build that a scan is part of. */
export interface ScannedBuild {
  readonly recipeKind: RecipeKind;
  readonly imageTestsEnabled: boolean;
  /** Who pushes the copy of a container image, where its policies do not allow that yet. */
  readonly pusher?: IGrantable;
}
