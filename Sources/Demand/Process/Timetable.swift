/// When a workload runs and at which usual level, in the pieces that a draw needs: cells, each the part of one
/// step that lies in one unit (a local day within one stretch of constant prices, a local day, or a local hour).
/// A level-hour is an hour at a level of 1 on a day whose share is 100%. Hours outside `active`, and of level 0,
/// are in no cell.
/// At the boundary: a step that holds a local midnight, or a change of prices, has a cell on either side.

import Quantities

/// What draws are made for: one local day at one set of prices, or one local hour.
struct DemandUnit: Sendable {
  /// Since the horizon's first day.
  var day: Int32
  /// Which of the epochs that the timetable was made with.
  var epoch: Int32
  /// The number of the local hour or day, by which draws are keyed.
  var number: Int32
  var firstCell: Int32
  var cells: Int32
}

struct DemandCell: Sendable {
  var step: Int32
  var unit: Int32
  /// Seconds since 1970, half-open.
  var from: Int64
  var to: Int64
  /// In level-hours.
  var weight: Double
}

struct Timetable: Sendable {
  private(set) var units: [DemandUnit] = []
  private(set) var cells: [DemandCell] = []
  /// By day: the level-hours of the whole local day at a share of 100%, in the horizon or not.
  private(set) var wholeDays: [Double]
  /// By day: the level-hours within the horizon and `active`.
  private(set) var activeDays: [Double]
  /// The first local day with a part in the horizon.
  let firstDay: Int
  /// Of the last local hour, so that so many keys cover all.
  let hourCount: Int

  enum UnitKind { case day, hour }

  /// Epochs begin at the instants given, ascending; epoch 0 is before the first. `cuts`: instants, ascending, at which a unit
  /// ends and another one of the same day begins.
  init(
    _ workload: Workload, _ horizon: Horizon, kind: UnitKind, epochs: [Int64] = [], cuts: [Int64] = []
  ) {
    let shape = workload.shape
    // Two days more on both sides, so that every local day that has a part in the horizon is whole.
    let margin = 2 * TimeSpan.day
    let hours = shape.zone.localHours(from: horizon.start - margin, to: horizon.end + margin)
    wholeDays = [Double](repeating: 0, count: horizon.days)
    activeDays = wholeDays
    firstDay = Int(
      (horizon.start + shape.zone.offset(at: Instant(seconds: horizon.start))).localDay - horizon.firstDay)
    hourCount = hours.count
    for hour in hours where (0..<Int64(horizon.days)).contains(hour.day - horizon.firstDay) {
      wholeDays[Int(hour.day - horizon.firstDay)] +=
        Double(shape.hours[hour.hour].millionths) / 1e6 * (Double(hour.to - hour.from) / 3_600)
    }
    var builder = Builder(horizon: horizon, epochs: epochs, cuts: cuts, kind: kind)
    var period = 0
    for (number, hour) in hours.enumerated() {
      let level = Int128(shape.days[hour.weekday].millionths) * Int128(shape.hours[hour.hour].millionths)
      guard level > 0 else { continue }
      while period < workload.active.count, workload.active[period].to.seconds <= hour.from { period += 1 }
      var index = period
      while index < workload.active.count, workload.active[index].from.seconds < hour.to {
        let from = max(hour.from, workload.active[index].from.seconds, horizon.start)
        let to = min(hour.to, workload.active[index].to.seconds, horizon.end)
        if from < to { builder.add(from: from, to: to, hour, number, level) }
        index += 1
      }
    }
    builder.finish()
    (units, cells) = (builder.units, builder.cells)
    for cell in cells { activeDays[Int(units[Int(cell.unit)].day)] += cell.weight }
  }

  /// Puts pieces of constant level together. Sums are of whole numbers (millionths squared x seconds), so that
  /// equal cells are equal to the last bit.
  private struct Builder {
    let horizon: Horizon
    let epochs: [Int64]
    let cuts: [Int64]
    let kind: UnitKind
    var units: [DemandUnit] = []
    var cells: [DemandCell] = []
    private var epoch = 0
    private var cut = 0
    private var cutOfUnit = 0
    private var sum: Int128 = 0

    init(horizon: Horizon, epochs: [Int64], cuts: [Int64], kind: UnitKind) {
      self.horizon = horizon
      self.epochs = epochs
      self.cuts = cuts
      self.kind = kind
    }

    mutating func add(from: Int64, to: Int64, _ hour: LocalHour, _ number: Int, _ level: Int128) {
      var time = from
      while time < to {
        while epoch < epochs.count, epochs[epoch] <= time { epoch += 1 }
        let step = horizon.step(at: time)
        var end = min(to, horizon.endOfStep(step))
        if epoch < epochs.count { end = min(end, epochs[epoch]) }
        while cut < cuts.count, cuts[cut] <= time { cut += 1 }
        if cut < cuts.count { end = min(end, cuts[cut]) }
        let day = Int32(hour.day - horizon.firstDay)
        let key = kind == .hour ? Int32(number) : day
        openUnit(day, key)
        openCell(Int32(step), from: time)
        sum += level * Int128(end - time)
        cells[cells.count - 1].to = end
        time = end
      }
    }

    mutating func finish() { closeCell() }

    private mutating func openUnit(_ day: Int32, _ number: Int32) {
      if let last = units.last, last.number == number, last.epoch == epoch, cutOfUnit == cut { return }
      closeCell()
      cutOfUnit = cut
      units.append(
        DemandUnit(
          day: day, epoch: Int32(epoch), number: number, firstCell: Int32(cells.count), cells: 0))
    }

    private mutating func openCell(_ step: Int32, from: Int64) {
      let unit = Int32(units.count - 1)
      if let last = cells.last, last.step == step, last.unit == unit { return }
      closeCell()
      cells.append(DemandCell(step: step, unit: unit, from: from, to: from, weight: 0))
      units[units.count - 1].cells += 1
    }

    private mutating func closeCell() {
      guard sum > 0 else { return }
      cells[cells.count - 1].weight = Double(sum) / 3.6e15
      sum = 0
    }
  }
}

extension Int64 {
  fileprivate var localDay: Int64 { (self - remainder(of: TimeSpan.day)) / TimeSpan.day }
}
