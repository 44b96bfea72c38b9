#include <cpl_string.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <set>

#include "core/model/pollutant.h"
#include "crs.h"
#include "fault_log.h"
#include "gdal_messages.h"
#include "geometry_read.h"
#include "gis/twin_store.h"
#include "session.h"
#include "twin_layers.h"
#include "twin_rasters.h"

namespace leeward::gis {
namespace {

using reading::FaultLog;
using reading::FaultPlace;

const char* geometry_word(VectorType type) {
  switch (type) {
    case VectorType::none:
      return "no geometry";
    case VectorType::point:
      return "a point";
    case VectorType::line:
      return "a line of two or more different points";
    case VectorType::multi_polygon:
      return "a valid polygon (a building: one)";
  }
  return "";
}

/// Columns of a layer's table, found once.
struct EmissionColumn {
  int index;
  std::string pollutant;
  std::string name;
};

template <class Feature>
class TwinLayerReader {
public:
  TwinLayerReader(const twin::TwinLayer<Feature>& layer, OGRLayer& table, FaultPlace place, FaultLog& log)
      : layer_(layer), table_(table), place_(std::move(place)), log_(log) {}

  void read(std::vector<Feature>& features) {
    if (!find_columns()) return;
    table_.ResetReading();
    reading::GdalMessages messages;
    while (true) {
      const std::unique_ptr<OGRFeature> row(table_.GetNextFeature());
      if (!row) break;
      read_row(*row, features);
    }
    if (messages.has_failure())
      log_.error(place_, "", "the layer is broken: " + messages.reason(), "a whole layer");
  }

private:
  bool find_columns() {
    const OGRFeatureDefn& definition = *table_.GetLayerDefn();
    bool has_all = true;
    for (const auto& column : layer_.columns) {
      const int index = definition.GetFieldIndex(column.name.c_str());
      if (index < 0 && column.may_be_absent) {
        indices_.push_back(index);
        continue;
      }
      if (index < 0) {
        log_.error(place_, "", fmt::format("no column {}", column.name),
                   column.type == FieldType::text ? "text" : "numbers");
        has_all = false;
        continue;
      }
      const OGRFieldType type = definition.GetFieldDefn(index)->GetType();
      const bool is_number = type == OFTReal || type == OFTInteger || type == OFTInteger64;
      if (column.type != FieldType::text && !is_number) {
        log_.error(place_, "",
                   fmt::format("column {} is of type {}", column.name, OGRFieldDefn::GetFieldTypeName(type)),
                   "numbers");
        has_all = false;
      }
      indices_.push_back(index);
    }
    if (!layer_.emission_suffix.empty()) find_emissions(definition);
    return has_all;
  }

  void find_emissions(const OGRFeatureDefn& definition) {
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
      const std::string name = definition.GetFieldDefn(i)->GetNameRef();
      if (!name.ends_with(layer_.emission_suffix)) continue;
      const std::string pollutant = name.substr(0, name.size() - layer_.emission_suffix.size());
      const OGRFieldType type = definition.GetFieldDefn(i)->GetType();
      if (const auto known = find_pollutant(pollutant);
          known && (type == OFTReal || type == OFTInteger || type == OFTInteger64))
        emissions_.push_back({i, std::string(known->id), name});
      else
        log_.error(place_, "", fmt::format("emission column {}", name),
                   fmt::format("numbers, named <pollutant>{}", layer_.emission_suffix));
    }
  }

  void read_row(const OGRFeature& row, std::vector<Feature>& features) {
    Feature feature;
    bool is_good = true;
    const std::string fid = fmt::format("feature {}", row.GetFID());
    std::string label = fid;
    const auto wrong = [&](const std::string& found, const std::string& expected, const std::string& kind) {
      log_.error(place_, label, found, expected, kind);
      is_good = false;
    };
    for (std::size_t i = 0; i < layer_.columns.size(); ++i) {
      const auto& column = layer_.columns[i];
      const VectorValue value = value_of(row, indices_[i], column.type);
      if (std::holds_alternative<std::monostate>(value) && !column.may_be_null) {
        wrong(fmt::format("{} is NULL", column.name), "a value", column.name);
        continue;
      }
      if (const auto expected = column.set(feature, value))
        wrong(fmt::format("{} = {}", column.name, text_of(value)), *expected, column.name);
      if (column.name == "id") label = fmt::format("{} (id '{}')", fid, layer_.id(feature));
    }
    if (const std::string& id = layer_.id(feature); !id.empty() && !ids_.insert(id).second)
      wrong(fmt::format("id '{}' a second time", id), "ids that differ", "id");
    for (const EmissionColumn& column : emissions_) {
      const VectorValue value = value_of(row, column.index, FieldType::real);
      const auto* rate = std::get_if<double>(&value);
      if (rate == nullptr) continue;
      if (!not_negative.holds(*rate))
        wrong(fmt::format("{} = {}", column.name, *rate), not_negative.text(), column.name);
      layer_.emission(feature)[column.pollutant] = *rate;
    }
    if (layer_.set_geometry) {
      std::string trouble;
      VectorGeometry geometry = geometry_of(row, trouble);
      if (trouble.empty())
        layer_.set_geometry(feature, std::move(geometry));
      else
        wrong(trouble, geometry_word(layer_.type), "geometry");
    }
    if (is_good) features.push_back(std::move(feature));
  }

  /// @param trouble  what was found instead; empty: all is well
  VectorGeometry geometry_of(const OGRFeature& row, std::string& trouble) const {
    const OGRGeometry* geometry = row.GetGeometryRef();
    if (geometry == nullptr || geometry->IsEmpty()) {
      trouble = "no geometry";
      return std::monostate{};
    }
    const Box2 box = reading::box_of(*geometry);
    if (!std::isfinite(box.min.x + box.min.y + box.max.x + box.max.y)) {
      trouble = "coordinates that are not finite";
      return std::monostate{};
    }
    if (layer_.type == VectorType::point) {
      const auto points = reading::points_of(*geometry);
      if (points.size() == 1) return points.front();
    } else if (layer_.type == VectorType::line) {
      auto lines = reading::lines_of(*geometry);
      if (lines.size() == 1) return std::move(lines.front());
    } else if (layer_.type == VectorType::multi_polygon) {
      return polygons_in(*geometry, trouble);
    }
    trouble = std::string("a geometry of kind ") + geometry->getGeometryName();
    return std::monostate{};
  }

  VectorGeometry polygons_in(const OGRGeometry& geometry, std::string& trouble) const {
    auto polygons = reading::polygons_of(geometry);
    reading::GdalMessages words;
    if (polygons.empty() || area(polygons) <= 0)
      trouble = std::string("a geometry of kind ") + geometry.getGeometryName() + " without area";
    else if (!geometry.IsValid())
      trouble = "an invalid polygon: " + words.reason();
    else if (layer_.is_single_part && polygons.size() > 1)
      trouble = fmt::format("{} polygons in one feature", polygons.size());
    return polygons;
  }

  static VectorValue value_of(const OGRFeature& row, int index, FieldType type) {
    if (index < 0 || !row.IsFieldSetAndNotNull(index)) return std::monostate{};
    if (type == FieldType::text) return std::string(const_cast<OGRFeature&>(row).GetFieldAsString(index));
    return row.GetFieldAsDouble(index);
  }

  static std::string text_of(const VectorValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return "'" + *text + "'";
    if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
    return "NULL";
  }

  const twin::TwinLayer<Feature>& layer_;
  OGRLayer& table_;
  FaultPlace place_;
  FaultLog& log_;
  std::vector<int> indices_;
  std::vector<EmissionColumn> emissions_;
  std::set<std::string> ids_;
};

template <class Feature>
void check_schedules(const std::vector<Feature>& features, const char* layer,
                     const std::set<std::string>& known, const std::string& file, FaultLog& log) {
  for (const Feature& feature : features)
    if (!feature.schedule.empty() && !known.contains(feature.schedule))
      log.error({file, layer}, fmt::format("id '{}'", feature.id),
                fmt::format("schedule '{}'", feature.schedule),
                "the id of a row of layer schedules, 'traffic' or 'constant'", "schedule");
}

void check_schedules(const City& city, const std::string& file, FaultLog& log) {
  std::set<std::string> known{"traffic", "constant"};
  for (const EmissionSchedule& schedule : city.schedules) known.insert(schedule.id);
  check_schedules(city.stacks, "stacks", known, file, log);
  check_schedules(city.roads, "roads", known, file, log);
  check_schedules(city.areas, "areas", known, file, log);
  check_schedules(city.volumes, "volumes", known, file, log);
}

}  // namespace

Result<Loaded<City>> read_layers(const std::filesystem::path& folder, const TwinSettings& settings) {
  reading::start_session();
  FaultLog log;
  City city;
  city.folder = folder;
  city.settings = settings;
  const std::filesystem::path package = folder / twin::package_name;
  const std::string file = package.string();
  const auto srs =
      reading::make_city_srs(settings.crs_wkt2.empty() ? settings.crs : settings.crs_wkt2, missing, missing);
  if (!srs)
    log.error({(folder / "twin.toml").string(), ""}, "crs", srs.error().message,
              "a projected system in metres");
  std::error_code error;
  if (!std::filesystem::exists(package, error)) {
    log.error({file, ""}, "", "no such file", "the twin's layers");
  } else {
    reading::GdalMessages messages;
    const char* const drivers[] = {"GPKG", nullptr};
    const reading::ReadDataset dataset(
        GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, nullptr, nullptr));
    if (!dataset) {
      log.error({file, ""}, "", "cannot be read: " + messages.reason(), "a GeoPackage");
    } else {
      twin::for_each_layer(city, [&](const auto& layer, auto& features) {
        const FaultPlace place{file, layer.name};
        OGRLayer* table = dataset->GetLayerByName(layer.name.c_str());
        if (table == nullptr) {
          log.error(place, "", "no such layer",
                    fmt::format("a layer {} ({})", layer.name, layer.description));
          return;
        }
        const OGRSpatialReference* own = table->GetSpatialRef();
        if (srs && layer.type != VectorType::none && (own == nullptr || !reading::is_same_crs(*own, *srs)))
          log.error(place, "", own == nullptr ? "no coordinate system" : reading::name_of(*own),
                    reading::name_of(*srs) + " as twin.toml says");
        TwinLayerReader reader(layer, *table, place, log);
        reader.read(features);
      });
      check_schedules(city, file, log);
    }
  }
  if (srs) twin::read_rasters(folder, *srs, city, log);
  const bool is_wrong = log.has_errors();
  const std::size_t count = log.error_count();
  auto faults = log.take();
  if (is_wrong)
    return fail(ErrorCode::input, fmt::format("{}: {} fault{} in the twin's layers", folder.string(), count, count == 1 ? "" : "s"),
                std::move(faults));
  return Loaded<City>{std::move(city), std::move(faults)};
}

}  // namespace leeward::gis
