/// Completions and the manual: made from the list of commands, and accepted by those who read them.

import Foundation
import Testing

@Suite struct CompletionTests {
  private static let commands: [String] = {
    let help = (try? Program.run("help").output) ?? ""
    return help.matches(of: #/(?m)^  ([a-z]+)  +[a-z]/#).map { String($0.1) }
  }()

  private func complete(_ line: String) throws -> [String] {
    let words = line.split(separator: " ", omittingEmptySubsequences: false).map { "'\($0)'" }
    let outcome = try Program.shell(
      "source <(lotwise completions bash); COMP_WORDS=(\(words.joined(separator: " "))); "
        + "COMP_CWORD=\(words.count - 1); _lotwise; printf '%s\\n' \"${COMPREPLY[@]}\"")
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  @Test func `bash completes commands, options, their values and files`() throws {
    #expect(Self.commands.count >= 12)
    #expect(try complete("lotwise ") == Self.commands)
    #expect(try complete("lotwise comp") == ["compare", "completions"])
    #expect(try complete("lotwise compare s.yaml --pa") == ["--paths"])
    #expect(try complete("lotwise compare s.yaml --format m") == ["markdown", "monthly"])
    #expect(try complete("lotwise help rep") == ["report", "replay"])
    #expect(try complete("lotwise completions ") == ["bash", "zsh", "fish"])
    #expect(try complete("lotwise check README") == ["README.md"])
    #expect(try complete("lotwise compare --color n") == ["never"])
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `every command and option is there, and the shell can read it`(shell: String) throws {
    let script = try Program.run("completions", shell).output
    for command in Self.commands {
      #expect(script.contains(command))
      for option in try Program.run("help", command).output.matches(of: #/(?m)^  (--[a-z-]+)/#) {
        let name = shell == "fish" ? "-l \(option.1.dropFirst(2)) " : String(option.1)
        #expect(script.contains(name), "\(shell), \(command): \(name)")
      }
    }
    guard Program.isInstalled(shell) else { return }
    let outcome = try Program.shell(
      "lotwise completions \(shell) | \(shell) \(shell == "fish" ? "--no-execute" : "-n")")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
  }

  @Test func `a shell that is none is refused with the nearest one`() throws {
    let outcome = try Program.run("completions", "bahs")
    #expect(outcome.status == 2 && outcome.errors.contains("did you mean 'bash'"), "\(outcome.errors)")
  }

  @Test func `the manual has every command, and no reader complains`() throws {
    let page = try Program.run("man").output
    for command in Self.commands { #expect(page.contains("\n.SS \(command)")) }
    guard Program.isInstalled("groff") else { return }
    let outcome = try Program.shell("lotwise man | groff -man -Tutf8 -ww > /dev/null")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
  }

  @Test func `every command shows an example`() throws {
    for command in Self.commands where !["help", "version"].contains(command) {
      #expect(try Program.run("help", command).output.contains("\nexamples\n"), "\(command)")
    }
  }
}
