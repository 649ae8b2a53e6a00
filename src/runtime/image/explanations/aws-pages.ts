/** Guides that the explanations link to. */
export const GUIDE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide';
export const API = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference';
export const EC2 = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide';
export const EC2_ERRORS = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html';
export const ECR = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide';
export const IAM = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';
export const QUOTAS = 'https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html';
