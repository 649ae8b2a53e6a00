const library = require('cdk-image-builder');
const { add: addPipeline } = require('./this-library');

exports.add = (stack, i) => {
  new library.ImageStatus(stack, `Status${i}`, { pipeline: addPipeline(stack, i) });
};
