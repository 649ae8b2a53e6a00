'use strict';
// Loaded before a program, this takes its user's name away, as in a container that runs with a user id of its own.
const os = require('node:os');

os.userInfo = () => {
  throw Object.assign(new Error('A system error occurred: uv_os_get_passwd returned ENOENT (no such file or directory)'), { name: 'SystemError', code: 'ERR_SYSTEM_ERROR' });
};
