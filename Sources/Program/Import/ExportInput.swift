/// What every command that reads exports has in common: the files and folders named, how prices and days are counted, and what
/// was read of them.

import Documents
import Formats
import History
import Pricing
import Providers
import Quantities

enum ExportOptions {
  static let asOf = Option(
    "--as-of", value: "DATE",
    summary: "the day whose prices are today's (default: the rate card's own last day)")
  static let zone = Option(
    "--zone", value: "ZONE", summary: "the zone whose days and hours are counted (default: UTC)")
  static let overlap = Option(
    "--overlap", value: "RULE", accepts: Overlap.allCases.map(\.rawValue),
    summary:
      "which file is right about a day that two hold differently, in the order given: first, last, or sum: both"
  )
  static let all = [asOf, zone, overlap]
}

/// Exports, read.
struct ExportInput {
  let read: UsageImport
  var pricing: UsagePricing
  let zone: Zone
}

extension Invocation {
  /// Everything that is named, as one history.
  func exportInput(_ arguments: [String], card: RateCard = .builtIn) throws(Stop) -> ExportInput {
    let pricing = UsagePricing(card: card, today: try asOf())
    let zone = try exportZone()
    let (paths, found) = try files(arguments)
    let bar = ProgressBar(
      total: paths.reduce(0) { $0 + (ExportFolder.size(of: $1) ?? 0) }, from: 0, console: console)
    var done = 0
    let result: UsageImport?
    do throws(Diagnostics) {
      result = try UsageImport.read(
        paths, optional: found, overlap: self[ExportOptions.overlap].flatMap(Overlap.init(rawValue:)),
        pricing: pricing
      ) { count in
        done += count
        bar.show(done)
        return !Signals.isInterrupted
      }
    } catch {
      bar.wipe()
      try Signals.check()
      console.show(error)
      throw .reported
    }
    bar.wipe()
    guard let result else { throw .interrupted }
    guard !result.files.isEmpty else {
      throw .failure("there is no export in what was named; name files or folders with some")
    }
    console.show(result.warnings)
    return ExportInput(read: result, pricing: pricing, zone: zone)
  }

  private func asOf() throws(Stop) -> CivilDate? {
    guard let text = self[ExportOptions.asOf] else { return nil }
    do throws(QuantityError) { return try CivilDate(parsing: text) } catch {
      throw usage("\(ExportOptions.asOf.name): \(error)")
    }
  }

  private func exportZone() throws(Stop) -> Zone {
    guard let text = self[ExportOptions.zone] else { return .utc }
    do throws(QuantityError) { return try Zone(named: text) } catch {
      throw usage("\(ExportOptions.zone.name): \(error)")
    }
  }

  /// The files that were named, and those of folders: which of them are exports is seen when they are read.
  private func files(_ arguments: [String]) throws(Stop) -> (paths: [String], found: Set<String>) {
    var paths: [String] = []
    var found: Set<String> = []
    var seen: Set<String> = []
    for argument in arguments {
      let inside = ExportFolder.files(in: argument)
      if let inside { found.formUnion(inside) }
      for path in inside ?? [argument] {
        guard seen.insert(path).inserted else {
          if inside == nil { throw usage("\(quoted(path)) is named twice; name it once") }
          continue
        }
        paths.append(path)
      }
    }
    // Who names a file wants it read.
    found.subtract(arguments)
    return (paths, found)
  }
}
