/** The parameter that names the newest accepted image. */
export const PARAMETER = '/golden/ami';
