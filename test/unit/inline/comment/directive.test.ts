import assert from 'node:assert/strict';
import { isDirective } from '../../../../src/inline/comment/directive';

/** The text of a comment, without its markers. */
const forTools = [
  '!/usr/bin/env node',
  '-*- coding: utf-8 -*-',
  'vim: ts=2',
  'region Helpers',
  '#region Helpers',
  'endregion',
  'MARK: - Helpers',
  'eslint-disable-next-line no-console',
  '@ts-expect-error the types are wrong',
  'prettier-ignore',
  'pylint: disable=invalid-name',
  'noqa: E501',
  'type: ignore[attr-defined]',
  'istanbul ignore next',
  'global describe, it',
  'go:build linux',
  '+build linux',
  'frozen_string_literal: true',
  '# sourceMappingURL=a.js.map',
  '/ <reference types="node" />',
  '@generated',
  'SPDX-License-Identifier: MIT',
  'Copyright 2024 The Authors\nLicensed under the Apache License, Version 2.0',
  'eslint-disable no-console\n@ts-nocheck',
];
const forCode = [
  'print the date',
  'returns the regions of a map',
  'reads the region from the settings',
  'disable eslint for all files in the folder',
  'type: the kind of a shape',
  'global counter of requests',
  'formats code: tabs to spaces',
  'check whether a licence is valid',
  '返回所有购物车的总价',
  'TODO: sum them up',
  'eslint-disable no-console\nprint the date',
  '!important',
];

describe('inline: comments that ask for no code', () => {
  for (const text of forTools) it(JSON.stringify(text), () => assert.equal(isDirective(text), true));
  for (const text of forCode) it(`not ${JSON.stringify(text)}`, () => assert.equal(isDirective(text), false));
});
