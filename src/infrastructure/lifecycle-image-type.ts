/** The kind of images that a lifecycle policy applies to. */
export enum LifecycleImageType {
  /** Images with AMIs. */
  AMI = 'AMI_IMAGE',

  /** Container images. */
  CONTAINER = 'CONTAINER_IMAGE',
}
