import library from 'cdk-image-builder';
import { add as addPipeline } from './this-library.mjs';

export function add(stack, i) {
  new library.ImageStatus(stack, `Status${i}`, { pipeline: addPipeline(stack, i) });
}
