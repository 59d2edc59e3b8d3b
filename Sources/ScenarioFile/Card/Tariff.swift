/// What `rates` names: a provider that is compiled in, a folder of its tables beside the file, or a card of your
/// own, which is laid over a provider's or stands alone. A card that stands alone takes the tiers, plans and
/// names of the standard provider.

import Documents
import Glibc
import Pricing
import Providers
import Quantities

struct Tariff {
  var provider: Provider
  /// The provider's, or what stands in its place.
  var card: RateCard

  init(_ provider: Provider = .standard, card: RateCard? = nil) {
    self.provider = provider
    self.card = card ?? provider.card
  }
}

/// Nil after a mistake, and if nothing is named. `given` takes the place of what is named, whatever it is called.
func readTariff(_ root: Record, _ path: String, given: Tariff? = nil) -> Tariff? {
  let findings = root.findings
  root.assume(ratesKey, Provider.standard.name)
  if let given {
    root.admit([ratesKey])
    return given
  }
  guard let node = root.find(ratesKey), let name = Shape.text.read(node, findings) else { return nil }
  if let provider = Provider.named(name) { return Tariff(provider) }
  if isProviderFolder(name, beside: path) {
    return readProvider(name, node.place, from: path, findings).map { Tariff($0) }
  }
  let remedy = "write '\(Provider.standard.name)', the built-in card, or the name of a card of your own"
  guard let card = reached(from: path, name, node.place, findings, remedy: remedy) else { return nil }
  do throws(Diagnostics) {
    return try CardFile.tariff(path: card.path)
  } catch {
    findings.adopt(error)
    return nil
  }
}

/// Whether there is a folder of that name beside the file that names it, with a provider's card in it.
func isProviderFolder(_ name: String, beside path: String) -> Bool {
  access(folder(of: path) + name + "/card.csv", F_OK) == 0
}

private func readProvider(_ name: String, _ place: Place, from path: String, _ findings: Findings)
  -> Provider?
{
  var tables: [String: [UInt8]] = [:]
  for table in Provider.tableNames {
    guard let file = reached(from: path, "\(name)/\(table)", place, findings) else { return nil }
    let own = Findings(path: file.path)
    guard let text = SourceText.read(path: file.path, findings: own) else {
      findings.adopt(own.diagnostics(in: SourceText(path: file.path, bytes: [])))
      return nil
    }
    tables[table] = text.bytes
  }
  do throws(ProviderError) { return try Provider(tables: tables) } catch {
    findings.adopt(
      Diagnostics([
        Diagnostic(
          .error, path: "\(folder(of: path))\(name)/\(error.file)", line: error.line ?? 0,
          message: error.problem, remedy: "docs/providers.md says what the table holds")
      ]))
    return nil
  }
}
