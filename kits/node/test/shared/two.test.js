'use strict';

const { useTenant } = require('azure-scheduler-emulator/jest');
const { tell } = require('./story');

const tenant = useTenant();

test.each([9, 10, 11])('%d days', (days) => tell(tenant, days));
