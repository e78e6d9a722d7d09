import { inSingleQuotes } from "../../shell.ts";
import { type CompletedFlag, spellingsOf, type Vocabulary } from "./vocabulary.ts";

/**
 * The script for PowerShell, 5.1 or later. Where it offers nothing, PowerShell itself completes files and folders.
 * All of it is ASCII, since a console decodes what it reads by a code page of its own.
 */
export function powershellScript({ flags, allFlags, commands }: Vocabulary): string {
  const valued = allFlags.filter(({ value }) => value);
  const described = [
    ...allFlags.flatMap((flag) => spellingsOf(flag).map((word) => ({ word, description: flag.description }))),
    ...commands.map(({ name, description }) => ({ word: name, description })),
  ];
  return `# create-llmbrick-sse: completion for PowerShell. In the file that $PROFILE names:
#   create-llmbrick-sse completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName create-llmbrick-sse -ScriptBlock {
  param($current, $line, $cursor)
  $values = ${table(valued.flatMap((flag) => spellingsOf(flag).map((word) => [word, list(flag.value?.choices ?? [])])))}
  $commands = ${table(commands.map(({ name, operands, flags: own }) => [name, list([...operands, ...spellings(own)])]))}
  $several = ${list(valued.filter(({ value }) => value?.isSeveral).flatMap(spellingsOf))}
  $described = ${table(described.map(({ word, description }) => [word, quote(escaped(description))]))}
  $before = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.Extent.Text })
  $text = $line.Extent.Text
  $typed = @($text.Substring(0, [Math]::Min($cursor - $line.Extent.StartOffset, $text.Length)) -split '[\\s=]+')
  if ($typed.Count -gt 2 -and $several -contains $typed[-2]) {
    $chosen = @($typed[-1] -split ',' | Select-Object -SkipLast 1)
    $start = $current -replace '[^,=]*$', ''
    $words = @($values[$typed[-2]] | Where-Object { $chosen -notcontains $_ } | ForEach-Object { $start + $_ })
  }
  elseif ($current -match '^(--[a-z-]+)=') { $flag = $Matches[1]; $words = @($values[$flag] | ForEach-Object { $flag + '=' + $_ }) }
  elseif ($before.Count -gt 1 -and $values.ContainsKey($before[-1])) { $words = $values[$before[-1]] }
  elseif ($before.Count -gt 1 -and $commands.ContainsKey($before[1])) { $words = $commands[$before[1]] }
  elseif ($current.StartsWith('-')) { $words = ${list(spellings(flags))} }
  elseif ($before.Count -eq 1) { $words = ${list(commands.map(({ name }) => name))} }
  else { $words = @() }
  $words | Where-Object { $_.StartsWith($current, [StringComparison]::Ordinal) } | ForEach-Object {
    $about = if ($described.ContainsKey($_)) { [regex]::Unescape($described[$_]) } else { $_ }
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $about)
  }
}`;
}

const spellings = (flags: readonly CompletedFlag[]) => flags.flatMap(spellingsOf);

const table = (rows: readonly (readonly [word: string, value: string])[]) =>
  `@{\n${rows.map(([word, value]) => `    ${quote(word)} = ${value}`).join("\n")}\n  }`;

const list = (words: readonly string[]) => `@(${words.map(quote).join(", ")})`;

const quote = (text: string) => inSingleQuotes(text, "powershell");

/** A text as \`[regex]::Unescape\` takes it. */
const escaped = (text: string) =>
  text
    .replaceAll("\\", "\\\\")
    .replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
