# Makes embedded_classifier_model: trains the classifier from corpus/ and puts the model into the
# binary. The trainer is compiled optimised and without sanitizers in every preset, so that a build
# trains in seconds; the model's bytes are the same whatever the preset.

set(ORRERY_MODEL "" CACHE FILEPATH
  "A model that another build has trained from the same corpus; empty: train one")
set(model_file ${CMAKE_BINARY_DIR}/classifier/model.bin)
if(ORRERY_MODEL)
  add_custom_command(OUTPUT ${model_file} DEPENDS ${ORRERY_MODEL}
    COMMAND ${CMAKE_COMMAND} -E copy ${ORRERY_MODEL} ${model_file})
else()
  file(GLOB trainer_sources CONFIGURE_DEPENDS
    ${CMAKE_SOURCE_DIR}/src/classifier/text/*.cpp ${CMAKE_SOURCE_DIR}/src/classifier/features/*.cpp
    ${CMAKE_SOURCE_DIR}/src/classifier/model/*.cpp ${CMAKE_SOURCE_DIR}/src/classifier/train/*.cpp)
  list(APPEND trainer_sources ${CMAKE_SOURCE_DIR}/src/classifier/rollup.cpp)
  foreach(name check file hash result)
    list(APPEND trainer_sources ${CMAKE_SOURCE_DIR}/src/base/${name}.cpp)
  endforeach()
  list(APPEND trainer_sources ${CMAKE_SOURCE_DIR}/src/catalog/csv.cpp
    ${CMAKE_SOURCE_DIR}/src/catalog/names.cpp ${CMAKE_SOURCE_DIR}/src/catalog/window.cpp
    ${CMAKE_SOURCE_DIR}/src/catalog/taxonomy/taxonomy.cpp)
  add_executable(classifier_trainer ${CMAKE_SOURCE_DIR}/cmake/classifier_trainer.cpp ${trainer_sources})
  target_include_directories(classifier_trainer PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_compile_options(classifier_trainer PRIVATE -O3 -g0 -ffp-contract=off)
  if(ORRERY_SANITIZE)
    target_compile_options(classifier_trainer PRIVATE -fno-sanitize=all)
    target_link_options(classifier_trainer PRIVATE -fno-sanitize=all)
  endif()
  target_link_libraries(classifier_trainer PRIVATE fmt::fmt)
  orrery_unity(classifier_trainer)

  file(GLOB corpus_files CONFIGURE_DEPENDS
    ${CMAKE_SOURCE_DIR}/corpus/classes/*.txt ${CMAKE_SOURCE_DIR}/corpus/acts/*.txt)
  add_custom_command(OUTPUT ${model_file}
    COMMAND classifier_trainer ${CMAKE_SOURCE_DIR}/corpus ${CMAKE_SOURCE_DIR}/catalog ${model_file}
    DEPENDS classifier_trainer ${corpus_files}
      ${CMAKE_SOURCE_DIR}/catalog/taxonomy.csv ${CMAKE_SOURCE_DIR}/catalog/tags.csv
    COMMENT "Training the classifier")
endif()
orrery_embed(classifier_model ROOT ${CMAKE_BINARY_DIR}/classifier FILES ${model_file})
