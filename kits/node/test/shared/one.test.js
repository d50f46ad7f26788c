'use strict';

const { useTenant } = require('azure-scheduler-emulator/jest');
const { tell } = require('./story');

const tenant = useTenant();

test.each([5, 6, 7])('%d days', (days) => tell(tenant, days));
