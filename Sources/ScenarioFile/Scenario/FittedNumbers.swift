/// `fitted`: a fit in numbers, printed, changed by hand and read again: the same futures to the last nano-dollar as those of the
/// history that it came from.
/// At the boundary: the last day of the fit is before the local day on which the scenario begins; weights need not sum to 1, but one of them is above 0; a week has seven days, one of them above 0, and
/// hours that sum to them or none.

import Demand
import Documents
import Pricing
import Quantities

extension ScenarioReader {
  /// Nil after a mistake.
  func readFitted(_ workload: Record, _ name: String, zone: Zone) -> FittedUsage? {
    workload.map(Keys.workload.fitted, "the fit of \(workload.what)") { fit -> FittedUsage? in
      let keys = Keys.fitted
      let (through, perDay, multiples) = (
        fit.need(keys.through), fit.need(keys.perDay), fit.need(keys.multiples)
      )
      let (known, most) = (fit.need(keys.known), fit.need(keys.most))
      let pricedOn = fit.take(keys.pricedOn)
      var cells: [FittedUsage.Cell] = []
      fit.list(keys.levels, "a level") { cells += readLevel($0).map { [$0] } ?? [] }
      if fit.find(keys.levels) == nil { fit.missing(keys.levels, "print a fit with `lotwise fit --numbers`") }
      var weeks: [FittedUsage.Week] = []
      fit.list(keys.weeks, "a week") { weeks += readWeek($0).map { [$0] } ?? [] }
      let successors = readSuccessors(fit, keys.successors)
      let models = readFittedModels(fit, successors)
      let replaced = fit.take(keys.replaced)
      guard let through, let perDay, let multiples, let known, let most else { return nil }
      guard through.date < zone.date(at: start) else {
        findings.error(
          fit.place(keys.through),
          "this fit knows days up to \(through.date), and the scenario begins before: such days would be "
            + "without use", "let the scenario start on the day after, or fit the days before its start")
        return nil
      }
      guard cells.contains(where: { $0.weight > 0 }) else {
        if !findings.hasErrors {
          findings.error(fit.place(keys.levels), "no level has a weight above 0", "give one of them a weight")
        }
        return nil
      }
      guard (0...1e6).contains(most), perDay.count / multiples.count < 1 << 50, weeks.count <= 8 else {
        findings.error(
          fit.place, "these numbers are past every fit: \(weeks.count) weeks, most \(most)",
          "write at most 8 weeks, and 'most' and 'per day' as they were printed")
        return nil
      }
      var law = FittedUsage(
        name: name, quantum: multiples.count,
        perDay: max(1, perDay.count / multiples.count), through: through.date, daysKnown: known, cells: cells,
        mostLevel: most, weeks: weeks, models: models)
      law.pricedOn = pricedOn?.date
      law.replacedPerDay = replaced
      return law
    }.flatMap { $0 }
  }

  private func readLevel(_ level: Record) -> FittedUsage.Cell? {
    let keys = Keys.fittedLevel
    let (wander, noise) = (level.need(keys.wander), level.need(keys.noise))
    let (weight, mean, variance) = (level.need(keys.weight), level.need(keys.mean), level.need(keys.variance))
    guard let wander, let noise, let weight, let mean, let variance else { return nil }
    guard (0...5).contains(wander), (0...5).contains(noise), (0...1e6).contains(weight),
      (-50...50).contains(mean), (0...100).contains(variance)
    else {
      findings.error(
        level.place, "a number of this level is past every fit",
        "write wander and noise from 0 to 5, a weight of at least 0, a mean from -50 to 50, a variance from 0 to 100"
      )
      return nil
    }
    return FittedUsage.Cell(wander: wander, noise: noise, weight: weight, mean: mean, variance: variance)
  }

  private func readWeek(_ week: Record) -> FittedUsage.Week? {
    let keys = Keys.fittedWeek
    let days = week.need(keys.days)
    let hours = week.take(keys.hours) ?? []
    var models: [UsageSeries.ModelAmount] = []
    if let node = week.find(keys.models), case .mapping(let pairs) = node.content {
      for pair in pairs {
        guard let numbers = Shape.oneOrList(Shape<Int>.whole(0...Int.max)).read(pair.value, findings) else {
          continue
        }
        guard [1, 6].contains(numbers.count) else {
          findings.error(
            pair.value.place, "there are \(numbers.count) numbers here",
            "write the amount, and five numbers of tokens")
          continue
        }
        models.append(
          UsageSeries.ModelAmount(
            name: pair.name, amount: Int64(numbers[0]), tokens: numbers.dropFirst().map { Int64($0) }))
      }
    }
    guard let days else { return nil }
    let most = Int(Int64(1) << 51)
    guard days.count == 7, hours.isEmpty || hours.count == 168, (days + hours).allSatisfy({ $0 < most }),
      days.contains(where: { $0 > 0 })
    else {
      findings.error(
        week.place, "this is no week: it has \(days.count) days and \(hours.count) hours",
        "write seven days, one of them above 0, and 168 hours or none")
      return nil
    }
    return FittedUsage.Week(
      days: days.map { Int64($0) }, hours: hours.map { Int64($0) },
      models: models.sorted { $0.name < $1.name })
  }

  private func readFittedModels(_ fit: Record, _ successors: [String: String]) -> [FittedUsage.Model] {
    guard let node = fit.find(Keys.fitted.models), case .mapping(let pairs) = node.content else { return [] }
    var models: [(name: String, share: Ratio)] = []
    for pair in pairs {
      if let share = Shape.share.read(pair.value, findings) { models.append((pair.name, share)) }
    }
    let shares = whole(models.map(\.share), of: "the models", node.place)
    guard shares.count == models.count else { return [] }
    return zip(models, shares).filter { $0.1 > .zero }.map {
      FittedUsage.Model(name: $0.0.name, share: $0.1, successor: successors[$0.0.name])
    }.sorted { $0.name < $1.name }
  }

  /// By the name of a model, that of the one that takes its place.
  func readSuccessors(_ record: Record, _ key: NodeKey) -> [String: String] {
    guard let node = record.find(key), !node.isNull else { return [:] }
    guard case .mapping(let pairs) = node.content else {
      node.mismatch("a map", findings)
      return [:]
    }
    var successors: [String: String] = [:]
    for pair in pairs {
      guard let next = statedModel.read(pair.value, findings) else { continue }
      let name = (try? card.model(named: pair.name)).map { card.models[$0.index].name } ?? pair.name
      successors[name] = card.models[next.index].name
    }
    return successors
  }
}

/// The way back.
public enum FittedNumbers {
  /// In the notation of a scenario, without what it stands under.
  public static func text(of law: FittedUsage) -> String { record(of: law).text }

  package static func record(of law: FittedUsage) -> RecordWriter {
    let keys = Keys.fitted
    var record = RecordWriter(.fitted)
    record.set(keys.through, text: law.through.description)
    record.set(keys.perDay, Nanodollars(law.perDay * law.quantum))
    record.set(keys.multiples, Nanodollars(law.quantum))
    record.set(keys.known, text: "\(law.daysKnown)")
    if let day = law.pricedOn { record.set(keys.pricedOn, text: day.description) }
    record.set(keys.most, law.mostLevel)
    record.set(keys.levels, node: list(law.cells.map(node)))
    if !law.weeks.isEmpty { record.set(keys.weeks, node: list(law.weeks.map(node))) }
    if !law.models.isEmpty {
      record.set(keys.models, node: map(law.models.map { ($0.name, .text($0.share.description)) }))
    }
    let successors = law.models.compactMap { model in model.successor.map { (model.name, Node.text($0)) } }
    if !successors.isEmpty { record.set(keys.successors, node: map(successors)) }
    record.set(keys.replaced, text: law.replacedPerDay.description)
    return record
  }

  private static func node(_ cell: FittedUsage.Cell) -> Node {
    let keys = Keys.fittedLevel
    var level = RecordWriter(.fittedLevel)
    level.set(keys.wander, cell.wander)
    level.set(keys.noise, cell.noise)
    level.set(keys.weight, cell.weight)
    level.set(keys.mean, cell.mean)
    level.set(keys.variance, cell.variance)
    return level.node
  }

  private static func node(_ week: FittedUsage.Week) -> Node {
    var record = RecordWriter(.fittedWeek)
    record.set(Keys.fittedWeek.days, node: numbers(week.days))
    if !week.hours.isEmpty { record.set(Keys.fittedWeek.hours, node: numbers(week.hours)) }
    if !week.models.isEmpty {
      record.set(
        Keys.fittedWeek.models, node: map(week.models.map { ($0.name, numbers([$0.amount] + $0.tokens)) }))
    }
    return record.node
  }

  private static func numbers(_ values: [Int64]) -> Node { list(values.map { .text("\($0)") }) }

  private static func list(_ items: [Node]) -> Node { Node(content: .sequence(items), place: .file) }

  private static func map(_ entries: [(String, Node)]) -> Node {
    Node(content: .mapping(entries.map { Node.Pair(key: .text($0.0), value: $0.1) }), place: .file)
  }
}
