from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='decision',
            options={'ordering': ['-id'], 'permissions': [('set_aside_battles', 'Can set battles aside'), ('restore_battles', 'Can restore battles'), ('dismiss_findings', 'Can dismiss findings'), ('undo_decision', 'Can undo a decision'), ('block_voter', 'Can block a voter'), ('view_traces', 'Can see personal traces of voters')]},
        ),
        migrations.AlterField(
            model_name='decision',
            name='kind',
            field=models.CharField(choices=[('set_aside', 'Set aside battles'), ('restore', 'Restore battles'), ('dismiss', 'Dismiss findings'), ('block', 'Block a voter'), ('undo', 'Undo a decision')], max_length=12),
        ),
    ]
