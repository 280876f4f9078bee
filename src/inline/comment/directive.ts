/** Comments for tools and lawyers: no code is meant by them. */
const directives = [
  // The program of a script, and what editors read: `#!/bin/sh`, `-*- coding: utf-8 -*-`, `vim: ts=2`.
  /^!\s*\//,
  /^-\*-.*-\*-$/,
  /^(vim?|ex|coding|encoding):/i,
  // Regions of a file.
  /^#?(end)?region\b/i,
  /^pragma\b|^MARK:/,
  // Checkers, formatters, compilers and coverage.
  /^@ts-(ignore|expect-error|check|nocheck)\b/,
  /^(es|ts|js|style|html)lint(-|:|\b.*(disable|enable))/i,
  /^(prettier|biome|clang-format|fmt|yapf|rubocop|pylint|flake8|mypy|pyright|ruff|shellcheck|hadolint|golangci-lint|yamllint|deno-lint|sourcery|bandit|isort)[-: ]/i,
  /^(noqa|nosec|nolint|nosonar|type: ignore|pragma: no ?cover|istanbul ignore|c8 ignore|v8 ignore|webpack\w+:|@vite-ignore|#__PURE__)/i,
  /^(global|globals|exported) \w+(: ?\w+)?(, ?\w+(: ?\w+)?)*$/,
  /^go:[a-z]+\b|^\+build\b/,
  /^frozen_string_literal:/,
  /^[/@]?(sourceMappingURL|sourceURL)=/,
  /^\/? ?<(reference|amd-\w+) /,
  /^@(generated|flow|jsx\w*|format|license|preserve)\b/,
  /^SPDX-/,
];

/** Whether a comment is none that code could come from: all of its lines are for tools, or it is a licence. */
export function isDirective(text: string): boolean {
  const lines = text.split('\n').map((line) => line.replace(/^[\s*]*(# ?(?=source))?/, '').trim());
  const told = lines.filter((line) => line !== '');
  if (told.length > 0 && told.every((line) => directives.some((one) => one.test(line)))) return true;
  return /\bcopyright\b|\(c\) ?\d{4}|\ball rights reserved\b|\blicensed under\b|\bSPDX-License/i.test(text);
}
