"""A newer list that leaves a programme out ends it: the harm of a case changes with the lists on which its citizen is."""

from django.db import migrations

KEPT = """
CREATE TRIGGER standing_moves_the_queue AFTER INSERT ON registry_schemestanding
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION padan_queue_aid();
CREATE TRIGGER old_standing_moves_the_queue AFTER UPDATE ON registry_schemestanding
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION padan_queue_aid();
CREATE TRIGGER new_standing_moves_the_queue AFTER UPDATE ON registry_schemestanding
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION padan_queue_aid();
CREATE TRIGGER no_standing_moves_the_queue AFTER DELETE ON registry_schemestanding
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION padan_queue_aid();
UPDATE workbench_queued SET stamp = '';
"""
LEFT = """
DROP TRIGGER standing_moves_the_queue ON registry_schemestanding;
DROP TRIGGER old_standing_moves_the_queue ON registry_schemestanding;
DROP TRIGGER new_standing_moves_the_queue ON registry_schemestanding;
DROP TRIGGER no_standing_moves_the_queue ON registry_schemestanding;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0006_names_out_of_an_index"),
        ("workbench", "0005_bundle_reversal"),
    ]

    operations = [migrations.RunSQL(KEPT, LEFT)]
